-- Draws of the total population of one area in one year of a scenario, and at the jump-off; one row.
SELECT
    draws,
    (SELECT median(value) FROM (
        SELECT unnest(s.draws) AS value FROM forecast_total_draws AS s
        WHERE s.area_id = $area_id AND s.scenario = $scenario
            AND s.year = (SELECT min(year) FROM forecast_total_draws WHERE area_id = $area_id AND scenario = $scenario)
    )) AS start
FROM forecast_total_draws
WHERE area_id = $area_id AND scenario = $scenario AND year = $year
