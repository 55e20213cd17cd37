-- Cells of two releases compared; grain: cell_table.
SELECT
    coalesce(now.cell_table, before.cell_table) AS cell_table,
    count(now.cell_table) AS cells,
    count(*) FILTER (before.cell_table IS NULL) AS added,
    count(*) FILTER (now.cell_table IS NULL) AS removed,
    count(*) FILTER (
        now.cell_table IS NOT NULL AND before.cell_table IS NOT NULL AND now.published IS DISTINCT FROM before.published
    ) AS changed,
    coalesce(max(abs(now.published - before.published)), 0)::BIGINT AS largest_change
FROM now
FULL JOIN before
    ON before.cell_table = now.cell_table
    AND before.area_id = now.area_id
    AND before.reference_date = now.reference_date
    AND before.age = now.age
    AND before.age_to = now.age_to
    -- NULL means "all of them" here, so it is a value like others
    AND coalesce(before.kind, '') = coalesce(now.kind, '')
    AND coalesce(before.partner, '') = coalesce(now.partner, '')
    AND coalesce(before.sex, '') = coalesce(now.sex, '')
    AND coalesce(before.nationality, '') = coalesce(now.nationality, '')
GROUP BY ALL
ORDER BY cell_table
