-- All persons at year ends on a territorial status as small numbers, for sums that are taken many times; grain: as population_on_status.
-- area, sex, nationality: as in status_moves.sql; direction: always 0.
WITH place AS (
    SELECT area_id, row_number() OVER (ORDER BY area_id) - 1 AS number FROM (SELECT DISTINCT area_id FROM area_on_status($status))
)
SELECT
    place.number::SMALLINT AS area,
    year(reference_date)::SMALLINT AS year,
    0::TINYINT AS direction,
    CASE WHEN sex IS NULL THEN 0 WHEN sex = 'm' THEN 1 WHEN sex = 'w' THEN 2 ELSE 3 END::TINYINT AS sex,
    CASE WHEN nationality IS NULL THEN 0 WHEN nationality = 'D' THEN 1 WHEN nationality = 'A' THEN 2 ELSE 3 END::TINYINT AS nationality,
    age::TINYINT AS age,
    age_to::TINYINT AS age_to,
    persons::FLOAT AS persons
FROM population_on_status($status)
JOIN place USING (area_id)
WHERE month(reference_date) = 12 AND day(reference_date) = 31
ORDER BY area
