-- Persons at year ends on a territorial status who are not those of today's areas, as small numbers; grain: as territory_population.
-- direction: always 0. sex, nationality: as in status_moves.sql.
SELECT
    area_id,
    year(reference_date)::SMALLINT AS year,
    0::TINYINT AS direction,
    CASE sex WHEN 'm' THEN 1 WHEN 'w' THEN 2 ELSE 0 END::TINYINT AS sex,
    CASE nationality WHEN 'D' THEN 1 WHEN 'A' THEN 2 ELSE 0 END::TINYINT AS nationality,
    age::TINYINT AS age,
    age_to::TINYINT AS age_to,
    persons::DOUBLE AS persons
FROM territory_population
JOIN status_of_root($status) USING (root_id, status)
WHERE month(reference_date) = 12 AND day(reference_date) = 31
    AND area_id IN (SELECT area_id FROM area_on_status($status))
