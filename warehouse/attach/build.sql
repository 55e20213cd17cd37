-- The build file, read-only.
ATTACH $path AS build (READ_ONLY)
