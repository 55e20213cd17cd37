-- Balancing equation of an association from its shown municipalities; grain: area_id × year. Moves between them stay inside.
WITH town AS (
    SELECT release.parent_id AS area_id, own.*  EXCLUDE (area_id)
    FROM released_balance AS own
    JOIN release ON release.municipality_ags = own.area_id
    WHERE release.parent_id IN (SELECT area_id FROM association_area)
),
whole AS (
    SELECT parent_id AS area_id, count(*) AS towns FROM release GROUP BY parent_id
),
move AS (
    SELECT
        own.parent_id AS area_id, moves.year,
        coalesce(sum(moves.moves) FILTER (moves.kind = 'member_in' AND other.municipality_ags IS NOT NULL), 0) AS arrived_inside,
        coalesce(sum(moves.moves) FILTER (moves.kind = 'member_out' AND other.municipality_ags IS NOT NULL), 0) AS left_inside
    FROM moves
    JOIN release AS own ON own.municipality_ags = moves.reporter_ags
    LEFT JOIN release AS other
        ON other.parent_id = own.parent_id
        AND other.municipality_ags = CASE WHEN moves.kind = 'member_in' THEN moves.origin ELSE moves.destination END
    WHERE moves.kind IN ('member_in', 'member_out')
    GROUP BY ALL
),
summed AS (
    SELECT
        area_id, year, sum_known("start") AS "start", sum_known(births) AS births, sum_known(deaths) AS deaths,
        sum_known("in") AS "in", sum_known("out") AS "out", sum_known(moves_in) AS moves_in,
        sum_known(moves_out) AS moves_out, sum_known("end") AS "end"
    FROM town
    GROUP BY area_id, year
    HAVING count(*) = (SELECT towns FROM whole WHERE whole.area_id = town.area_id)
)
SELECT
    summed.area_id, summed.year, summed."start", births, deaths,
    "in" - coalesce(arrived_inside, 0) AS "in",
    "out" - coalesce(left_inside, 0) AS "out",
    moves_in + coalesce(arrived_inside, 0) AS moves_in,
    moves_out + coalesce(left_inside, 0) AS moves_out,
    NULL::DOUBLE AS status_change, NULL::DOUBLE AS correction,
    "end",
    "end" - ("start" + births - deaths + "in" - "out" + moves_in - moves_out) AS residual
FROM summed
LEFT JOIN move ON move.area_id = summed.area_id AND move.year = summed.year
