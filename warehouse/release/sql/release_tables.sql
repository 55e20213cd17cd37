-- Names of the tables of an attached release; grain: table.
SELECT table_name
FROM information_schema.tables
WHERE table_catalog = 'release' AND table_schema = 'main'
ORDER BY table_name
