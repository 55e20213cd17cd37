-- Delivered cells; grain: year × area_id × age.
SELECT year(reference_date) AS year, area_id, age, sum(persons) AS persons
FROM population
GROUP BY ALL
