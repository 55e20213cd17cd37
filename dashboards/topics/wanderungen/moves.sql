-- All moves as small numbers, for sums that are taken many times; grain: as the table moves.
-- origin, destination: places as in places.sql. kind: 0 inner, 1 member_in, 2 external_in, 3 member_out, 4 external_out. sex: 0 not told, 1 m, 2 w.
-- nationality: 0 not told, 1 D, 2 A.
WITH place AS (
    SELECT code, row_number() OVER (ORDER BY code) - 1 AS number
    FROM (SELECT origin AS code FROM moves UNION SELECT destination FROM moves)
)
SELECT
    moves.year,
    CASE moves.kind WHEN 'inner' THEN 0 WHEN 'member_in' THEN 1 WHEN 'external_in' THEN 2 WHEN 'member_out' THEN 3 ELSE 4 END::TINYINT AS kind,
    source.number::INTEGER AS origin,
    target.number::INTEGER AS destination,
    CASE moves.sex WHEN 'm' THEN 1 WHEN 'w' THEN 2 ELSE 0 END::TINYINT AS sex,
    CASE moves.nationality WHEN 'D' THEN 1 WHEN 'A' THEN 2 ELSE 0 END::TINYINT AS nationality,
    moves.age::TINYINT AS age,
    moves.age_to::TINYINT AS age_to,
    moves.moves::DOUBLE AS moves
FROM moves
JOIN place AS source ON source.code = moves.origin
JOIN place AS target ON target.code = moves.destination
