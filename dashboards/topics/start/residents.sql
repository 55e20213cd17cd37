-- Residents of one area; grain: year (31 December or the delivered reference date).
SELECT year(reference_date) AS year, sum_known(persons) AS persons
FROM area_population
WHERE area_id = $area_id
GROUP BY reference_date
ORDER BY reference_date
