-- Areas with a released number of residents at the latest date; grain: area_id.
SELECT DISTINCT area_id
FROM area_population
WHERE persons IS NOT NULL AND reference_date = (SELECT max(reference_date) FROM area_population)
ORDER BY area_id
