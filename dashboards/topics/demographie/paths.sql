-- Medians of a group of people of one area under every scenario, for the groups whose ranges the run keeps; grain: scenario × year.
SELECT f.scenario, r.title, f.year, f.median, f.q10, f.q90
FROM forecast_age_group AS f
INNER JOIN forecast_run AS r ON r.scenario = f.scenario
WHERE f.area_id = $area_id AND f.age = $age AND f.age_to = $age_to
    AND coalesce(f.sex, '') = $sex AND coalesce(f.nationality, '') = $nationality
ORDER BY f.scenario, f.year
