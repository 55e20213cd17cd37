-- The forecast run file, read-only.
ATTACH $path AS forecast (READ_ONLY)
