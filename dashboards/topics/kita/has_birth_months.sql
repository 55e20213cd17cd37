-- Whether the build has a table of children by month of birth; grain: one row. Builds of earlier versions and releases have none.
SELECT count(*) > 0 AS is_there
FROM information_schema.tables
WHERE table_name = 'birth_month'
