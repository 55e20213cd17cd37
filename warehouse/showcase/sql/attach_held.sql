-- A file for everything releases show together, to be filled, as "held"; grain: file.
ATTACH $path AS held
