-- The table the indicators were computed in; their protected form takes its place.
DROP TABLE indicator_value
