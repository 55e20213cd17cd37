-- Population of areas of earlier statuses that differ from today's, in the finest cells all parts share; grain: root_id × status × area_id × reference_date × sex × age × age_to × nationality.
-- A complete date without residents is a zero, an incomplete one NULL.
WITH cell AS (
    SELECT
        date.root_id,
        date.period,
        date.area_id,
        date.reference_date,
        CASE WHEN date.has_sex THEN part.sex END AS sex,
        coalesce(band.age, part.age) AS age,
        coalesce(band.age_to, part.age_to) AS age_to,
        CASE WHEN date.has_nationality THEN part.nationality END AS nationality,
        sum_known(part.persons)::BIGINT AS persons
    FROM territory_date AS date
    JOIN territory_closure AS closure
        ON closure.root_id = date.root_id AND closure.period = date.period AND closure.ancestor_id = date.area_id
    JOIN territory_divided AS part
        ON part.root_id = date.root_id AND part.period = date.period AND part.area_id = closure.area_id
        AND part.reference_date = date.reference_date AND part.measure = 'population'
    LEFT JOIN territory_band AS band
        ON band.root_id = date.root_id AND band.period = date.period AND band.area_id = date.area_id
        AND band.reference_date = date.reference_date AND band.single_age = part.age
    WHERE date.is_complete
    GROUP BY ALL
),
every AS (
    SELECT * FROM cell
    UNION ALL
    SELECT date.root_id, date.period, date.area_id, date.reference_date, NULL, 0, 100, NULL, CASE WHEN date.is_complete THEN 0 END
    FROM territory_date AS date
    ANTI JOIN cell USING (root_id, period, area_id, reference_date)
)
SELECT
    every.root_id, period.status, area_id, reference_date, sex, age, age_to, nationality, persons
FROM every
JOIN territory_period AS period ON period.root_id = every.root_id AND period.period = every.period
ORDER BY every.root_id, period.status, reference_date, area_id, sex, nationality, age
