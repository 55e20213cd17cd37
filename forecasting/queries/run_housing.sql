-- Arrivals because of reported building in the Basis of one run, contained in its migration; grain: area_id × year.
SELECT area_id, year, persons AS housing
FROM forecast_housing
WHERE scenario = 'basis'
ORDER BY area_id, year
