-- Forecast fans of one indicator (total population included) of all areas; grain: area_id × year.
WITH forecast AS (
    SELECT area_id, scenario, year, indicator_id, q10, q25, median, q75, q90
    FROM forecast_indicator
    UNION ALL
    SELECT area_id, scenario, year, 'bevoelkerung', q10, q25, median, q75, q90
    FROM forecast_age_group
    WHERE age = 0 AND age_to = 100 AND sex IS NULL AND nationality IS NULL
)

SELECT area_id, year, q10, q25, median, q75, q90
FROM forecast
WHERE indicator_id = $indicator_id AND scenario = $scenario
ORDER BY area_id, year
