-- Components of change of areas of every level on the territorial status in force on a day (2018-12-31, or heute); grain: area_id × year.
-- Sums over the smallest areas: moves between them stand in moves_in and moves_out, those across municipal borders in "in" and "out".
CREATE MACRO balance_on_status(wanted) AS TABLE
SELECT
    member.ancestor_id AS area_id,
    year,
    sum_known("start")::BIGINT AS "start",
    sum_known(births)::BIGINT AS births,
    sum_known(deaths)::BIGINT AS deaths,
    sum_known("in")::BIGINT AS "in",
    sum_known("out")::BIGINT AS "out",
    sum_known(moves_in)::BIGINT AS moves_in,
    sum_known(moves_out)::BIGINT AS moves_out,
    sum_known(status_change)::BIGINT AS status_change,
    sum_known(correction)::BIGINT AS correction,
    sum_known("end")::BIGINT AS "end",
    sum_known(residual)::BIGINT AS residual
FROM balance
JOIN area_member AS member USING (area_id)
WHERE member.ancestor_id NOT IN (SELECT area_id FROM left_on_status(wanted))
GROUP BY member.ancestor_id, year
UNION ALL
SELECT area_id, year, "start", births, deaths, "in", "out", moves_in, moves_out, status_change, correction, "end", residual
FROM territory_balance
JOIN status_of_root(wanted) USING (root_id, status)
