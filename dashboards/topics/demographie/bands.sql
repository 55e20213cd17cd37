-- Age groups whose ranges the run keeps, everybody left out; grain: age × age_to.
SELECT DISTINCT age, age_to
FROM forecast_age_group
WHERE sex IS NULL AND nationality IS NULL AND NOT (age = 0 AND age_to = 100)
ORDER BY age, age_to
