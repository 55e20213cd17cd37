-- Balancing equation of the smallest areas of today; grain: area_id × year.
-- Status changes and corrections that were not delivered stay in the residual; every other missing part makes it missing.
WITH part AS (
    SELECT
        given.area_id,
        given.year,
        before.persons AS "start",
        CASE WHEN has_births AND NOT list_contains(coalesce(withheld, []), 'births') THEN coalesce(births, 0) END AS births,
        CASE WHEN has_deaths AND NOT list_contains(coalesce(withheld, []), 'deaths') THEN coalesce(deaths, 0) END AS deaths,
        CASE WHEN has_external AND NOT list_contains(coalesce(withheld, []), 'in') THEN coalesce("in", 0) END AS "in",
        CASE WHEN has_external AND NOT list_contains(coalesce(withheld, []), 'out') THEN coalesce("out", 0) END AS "out",
        CASE WHEN has_inner AND NOT list_contains(coalesce(withheld, []), 'moves_in') THEN coalesce(moves_in, 0) END AS moves_in,
        CASE WHEN has_inner AND NOT list_contains(coalesce(withheld, []), 'moves_out') THEN coalesce(moves_out, 0) END AS moves_out,
        CASE WHEN has_status THEN coalesce(status_change, 0) END AS status_change,
        CASE WHEN has_status THEN coalesce(correction, 0) END AS correction,
        after.persons AS "end"
    FROM leaf_year AS given
    LEFT JOIN flow_wide USING (area_id, year)
    LEFT JOIN area_total AS before ON before.area_id = given.area_id AND before.year = given.year - 1
    LEFT JOIN area_total AS after ON after.area_id = given.area_id AND after.year = given.year
)
SELECT
    *,
    "end" - ("start" + births - deaths + "in" - "out" + moves_in - moves_out
        + coalesce(status_change, 0) + coalesce(correction, 0)) AS residual
FROM part
ORDER BY area_id, year
