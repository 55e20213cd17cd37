-- Changes that are neither vital event nor move, divided among new areas; grain: area_id × year × kind × sex × age × nationality; persons is signed.
WITH old AS (
    SELECT *, sum(persons) OVER (PARTITION BY area_id, year, kind ORDER BY age, sex, nationality, persons ROWS UNBOUNDED PRECEDING) AS upto
    FROM staged_change
    WHERE area_id IN (SELECT source_id FROM area_split)
),
divided AS (
    SELECT
        coalesce(split.target_id, old.area_id) AS area_id,
        year,
        kind,
        sex,
        age,
        nationality,
        CASE WHEN split.target_id IS NULL THEN persons ELSE share_upto(upto, left_over) - share_upto(upto - persons, left_over) END AS persons
    FROM old
    LEFT JOIN area_split AS split
        ON split.source_id = old.area_id
        AND make_date(year, 12, 31) >= split.first_day AND make_date(year, 12, 31) < split.until_day
),
cell AS (
    SELECT * EXCLUDE (municipality_ags) FROM staged_change WHERE area_id NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT * FROM divided
)
SELECT area_id, year, kind, sex, age, nationality, sum(persons)::INTEGER AS persons
FROM cell
GROUP BY ALL
HAVING sum(persons) <> 0
ORDER BY year, area_id, kind, sex, nationality, age
