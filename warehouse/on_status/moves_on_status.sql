-- Arrivals and departures of areas of every level on the territorial status in force on a day (2018-12-31, or heute); grain: area_id × year × direction × sex × age × age_to × nationality.
-- direction: in and out cross a municipal border, moves_in and moves_out go from one smallest area to another of the same municipality.
CREATE MACRO moves_on_status(wanted) AS TABLE
WITH ended AS (
    SELECT destination AS area_id, year, CASE kind WHEN 'inner' THEN 'moves_in' ELSE 'in' END AS direction, sex, age, age_to, nationality, moves
    FROM moves WHERE kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT origin, year, CASE kind WHEN 'inner' THEN 'moves_out' ELSE 'out' END, sex, age, age_to, nationality, moves
    FROM moves WHERE kind IN ('inner', 'member_out', 'external_out')
)
SELECT member.ancestor_id AS area_id, year, direction, sex, age, age_to, nationality, sum_known(moves)::BIGINT AS moves
FROM ended
JOIN area_member AS member USING (area_id)
WHERE member.ancestor_id NOT IN (SELECT area_id FROM left_on_status(wanted))
GROUP BY ALL
UNION ALL
SELECT area_id, year, component, sex, age, age_to, nationality, persons
FROM territory_flow
JOIN status_of_root(wanted) USING (root_id, status)
WHERE component IN ('in', 'out', 'moves_in', 'moves_out')
