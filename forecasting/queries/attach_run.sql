-- The file of a forecast run, read-only.
ATTACH $path AS run (READ_ONLY)
