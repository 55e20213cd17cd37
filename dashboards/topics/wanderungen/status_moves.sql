-- The moves of a territorial status that are not those of today's areas, as small numbers; grain: as territory_flow.
-- direction: 0 in, 1 out, 2 moves_in, 3 moves_out. sex, nationality: 0 not told, 1 m or D, 2 w or A.
SELECT
    area_id,
    year::SMALLINT AS year,
    (list_position(['in', 'out', 'moves_in', 'moves_out'], component) - 1)::TINYINT AS direction,
    CASE sex WHEN 'm' THEN 1 WHEN 'w' THEN 2 ELSE 0 END::TINYINT AS sex,
    CASE nationality WHEN 'D' THEN 1 WHEN 'A' THEN 2 ELSE 0 END::TINYINT AS nationality,
    age::TINYINT AS age,
    age_to::TINYINT AS age_to,
    persons::DOUBLE AS persons
FROM territory_flow
JOIN status_of_root($status) USING (root_id, status)
WHERE component IN ('in', 'out', 'moves_in', 'moves_out')
    AND area_id IN (SELECT area_id FROM area_on_status($status))
