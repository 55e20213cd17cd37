-- Forecast residents of one area in one scenario; grain: year.
SELECT year, q10, q25, median, q75, q90
FROM forecast_age_group
WHERE area_id = $area_id AND scenario = $scenario AND age = 0 AND age_to = 100 AND sex IS NULL AND nationality IS NULL
ORDER BY year
