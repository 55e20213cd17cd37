-- Forecast of one area by age group; grain: year × age × age_to.
SELECT year, age, age_to, q10, q25, median, q75, q90
FROM forecast_age_group
WHERE area_id = $area_id AND scenario = $scenario AND sex IS NULL AND nationality IS NULL
ORDER BY age, age_to, year
