-- A release file, read-only.
ATTACH $path AS release (READ_ONLY)
