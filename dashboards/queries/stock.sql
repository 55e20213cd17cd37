-- All persons at year ends as small numbers, for sums that are taken many times; grain: as the table area_population.
-- area: as in stock_areas.sql. sex: 0 not told, 1 m, 2 w, 3 another. nationality: 0 not told, 1 D, 2 A, 3 another.
WITH place AS (
    SELECT area_id, row_number() OVER (ORDER BY area_id) - 1 AS number FROM (SELECT DISTINCT area_id FROM area_population)
)
SELECT
    place.number::INTEGER AS area,
    year(reference_date)::SMALLINT AS year,
    CASE WHEN sex IS NULL THEN 0 WHEN sex = 'm' THEN 1 WHEN sex = 'w' THEN 2 ELSE 3 END::TINYINT AS sex,
    CASE WHEN nationality IS NULL THEN 0 WHEN nationality = 'D' THEN 1 WHEN nationality = 'A' THEN 2 ELSE 3 END::TINYINT AS nationality,
    age::TINYINT AS age,
    age_to::TINYINT AS age_to,
    persons::DOUBLE AS persons
FROM area_population
JOIN place USING (area_id)
WHERE month(reference_date) = 12 AND day(reference_date) = 31
