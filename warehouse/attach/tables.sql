-- Names of the tables and views of one attached file; grain: table.
SELECT table_name
FROM information_schema.tables
WHERE table_catalog = $catalog AND table_schema = 'main'
ORDER BY table_name
