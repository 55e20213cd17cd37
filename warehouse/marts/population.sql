-- Main residents of the smallest delivered areas, divided among new areas where a mapping says so; grain: area_id × reference_date × sex × age × age_to × nationality.
WITH old AS (
    SELECT *, sum(persons) OVER (PARTITION BY area_id, reference_date ORDER BY age, age_to, sex, nationality ROWS UNBOUNDED PRECEDING) AS upto
    FROM staged_population
    WHERE area_id IN (SELECT source_id FROM area_split)
),
divided AS (
    SELECT
        coalesce(split.target_id, old.area_id) AS area_id,
        reference_date,
        sex,
        age,
        age_to,
        nationality,
        CASE WHEN split.target_id IS NULL THEN persons ELSE share_upto(upto, left_over) - share_upto(upto - persons, left_over) END AS persons
    FROM old
    LEFT JOIN area_split AS split
        ON split.source_id = old.area_id AND reference_date >= split.first_day AND reference_date < split.until_day
),
cell AS (
    SELECT area_id, reference_date, sex, age, age_to, nationality, persons
    FROM staged_population
    WHERE area_id NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT * FROM divided WHERE persons IS DISTINCT FROM 0
)
SELECT area_id, reference_date, sex, age, age_to, nationality, sum_known(persons)::INTEGER AS persons
FROM cell
GROUP BY ALL
ORDER BY reference_date, area_id, sex, nationality, age
