-- All moves on a territorial status as small numbers, for sums that are taken many times; grain: as moves_on_status.
-- area: as in status_areas.sql. direction: 0 in, 1 out, 2 moves_in, 3 moves_out. sex, nationality: 0 not told, 1 m or D, 2 w or A, 3 another.
WITH place AS (
    SELECT area_id, row_number() OVER (ORDER BY area_id) - 1 AS number FROM (SELECT DISTINCT area_id FROM area_on_status($status))
)
SELECT
    place.number::SMALLINT AS area,
    year::SMALLINT AS year,
    (list_position(['in', 'out', 'moves_in', 'moves_out'], direction) - 1)::TINYINT AS direction,
    CASE WHEN sex IS NULL THEN 0 WHEN sex = 'm' THEN 1 WHEN sex = 'w' THEN 2 ELSE 3 END::TINYINT AS sex,
    CASE WHEN nationality IS NULL THEN 0 WHEN nationality = 'D' THEN 1 WHEN nationality = 'A' THEN 2 ELSE 3 END::TINYINT AS nationality,
    age::TINYINT AS age,
    age_to::TINYINT AS age_to,
    moves::FLOAT AS persons
FROM moves_on_status($status)
JOIN place USING (area_id)
ORDER BY area
