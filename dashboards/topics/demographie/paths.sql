-- Medians of the total population of one area under every scenario; grain: scenario × year.
SELECT f.scenario, r.title, f.year, f.median, f.q10, f.q90
FROM forecast_age_group AS f
INNER JOIN forecast_run AS r ON r.scenario = f.scenario
WHERE f.area_id = $area_id AND f.age = 0 AND f.age_to = 100 AND f.sex IS NULL AND f.nationality IS NULL
ORDER BY f.scenario, f.year
