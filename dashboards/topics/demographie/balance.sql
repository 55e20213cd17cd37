-- Components of change of one area, years after year_from up to year_to; grain: year.
-- Sums over the smallest areas: moves between them appear in both moves_in and moves_out, those across municipal borders in both in and out.
SELECT
    b.year,
    sum_known(b."start") AS start_persons,
    sum_known(b.births) AS births,
    sum_known(b.deaths) AS deaths,
    sum_known(b."in") AS arrivals,
    sum_known(b."out") AS departures,
    sum_known(b.moves_in) AS moves_in,
    sum_known(b.moves_out) AS moves_out,
    sum_known(b.status_change) AS status_change,
    sum_known(b.correction) AS correction,
    sum_known(b."end") AS end_persons,
    sum_known(b.residual) AS residual
FROM balance AS b
INNER JOIN area_member AS m ON m.area_id = b.area_id
WHERE m.ancestor_id = $area_id AND m.is_leaf AND b.year > $year_from AND b.year <= $year_to
GROUP BY b.year
ORDER BY b.year
