-- What compares the forecast run with the one before, read-only.
ATTACH $path AS difference (READ_ONLY)
