-- Balancing equation of the municipality from harmonised numbers; grain: area_id × year.
WITH stock AS (
    SELECT year(reference_date) AS year, sum(persons) AS persons
    FROM population
    WHERE month(reference_date) = 12 AND day(reference_date) = 31
    GROUP BY ALL
),
move AS (
    SELECT
        year,
        sum(moves) FILTER (kind IN ('member_in', 'external_in')) AS arrived,
        sum(moves) FILTER (kind IN ('member_out', 'external_out')) AS departed,
        sum(moves) FILTER (kind = 'inner') AS moved
    FROM moves
    GROUP BY year
),
part AS (
    SELECT
        $municipality_ags AS area_id, after.year::SMALLINT AS year, before.persons AS "start",
        (SELECT sum(births) FROM births WHERE births.year = after.year) AS births,
        (SELECT sum(deaths) FROM deaths WHERE deaths.year = after.year) AS deaths,
        move.arrived AS "in", move.departed AS "out", move.moved AS moves_in, move.moved AS moves_out,
        NULL::DOUBLE AS status_change, NULL::DOUBLE AS correction, after.persons AS "end"
    FROM stock AS after
    JOIN stock AS before ON before.year = after.year - 1
    LEFT JOIN move ON move.year = after.year
)
SELECT *, "end" - ("start" + births - deaths + "in" - "out" + moves_in - moves_out) AS residual
FROM part
ORDER BY year
