-- Deaths, divided among new areas where a mapping says so; grain: area_id × year × sex × age × age_to × nationality.
WITH old AS (
    SELECT *, sum(deaths) OVER (PARTITION BY area_id, year ORDER BY age, age_to, sex, nationality ROWS UNBOUNDED PRECEDING) AS upto
    FROM staged_deaths
    WHERE area_id IN (SELECT source_id FROM area_split)
),
divided AS (
    SELECT
        coalesce(split.target_id, old.area_id) AS area_id,
        year,
        sex,
        age,
        age_to,
        nationality,
        CASE WHEN split.target_id IS NULL THEN deaths ELSE share_upto(upto, left_over) - share_upto(upto - deaths, left_over) END AS deaths
    FROM old
    LEFT JOIN area_split AS split
        ON split.source_id = old.area_id
        AND make_date(year, 12, 31) >= split.first_day AND make_date(year, 12, 31) < split.until_day
),
cell AS (
    SELECT * EXCLUDE (municipality_ags) FROM staged_deaths WHERE area_id NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT * FROM divided
)
SELECT area_id, year, sex, age, age_to, nationality, sum_known(deaths)::INTEGER AS deaths
FROM cell
GROUP BY ALL
ORDER BY year, area_id, sex, nationality, age
