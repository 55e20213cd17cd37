-- Totals by sex where the delivery crosses age and sex only in the margins, divided among new areas; grain: area_id × reference_date × sex.
WITH margin AS (
    SELECT coalesce(area_id, municipality_ags || '-ohne') AS area_id, reference_date, sex, persons
    FROM delivered_population_margin
),
old AS (
    SELECT *, sum(persons) OVER (PARTITION BY area_id, reference_date ORDER BY sex ROWS UNBOUNDED PRECEDING) AS upto
    FROM margin
    WHERE area_id IN (SELECT source_id FROM area_split)
),
cell AS (
    SELECT * FROM margin WHERE area_id NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT
        coalesce(split.target_id, old.area_id),
        reference_date,
        sex,
        CASE WHEN split.target_id IS NULL THEN persons ELSE share_upto(upto, left_over) - share_upto(upto - persons, left_over) END
    FROM old
    LEFT JOIN area_split AS split
        ON split.source_id = old.area_id AND reference_date >= split.first_day AND reference_date < split.until_day
)
SELECT area_id, reference_date, sex, sum_known(persons)::INTEGER AS persons
FROM cell
GROUP BY ALL
ORDER BY reference_date, area_id, sex
