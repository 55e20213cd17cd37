-- Tables of one area and date in which a part of the design is missing or withheld beside published ones; one row.
WITH listed AS (
    SELECT
        cell_table, area_id, reference_date, kind, partner,
        count(*) AS cells, count(published) AS shown
    FROM published
    GROUP BY ALL
),
designed AS (
    SELECT cell_table, count(*) AS ages, any_value(CASE WHEN by_sex THEN 2 ELSE 1 END * CASE WHEN by_nationality THEN 2 ELSE 1 END) AS groups
    FROM band
    GROUP BY cell_table
)
SELECT
    count(*) AS tables,
    count(*) FILTER (designed.cell_table IS NULL OR listed.cells <> designed.ages * designed.groups) AS incomplete
FROM listed
LEFT JOIN designed USING (cell_table)
