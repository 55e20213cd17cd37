-- Forecast of the persons without German nationality of one area; grain: year.
SELECT year, q10, median, q90
FROM forecast_age_group
WHERE area_id = $area_id AND scenario = $scenario
    AND age = 0 AND age_to = 100 AND sex IS NULL AND nationality = 'A'
ORDER BY year
