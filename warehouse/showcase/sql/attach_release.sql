-- A release file, read-only, under its own name (the release id); grain: file.
ATTACH $path (READ_ONLY)
