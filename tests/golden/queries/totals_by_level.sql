-- Residents by level and year; grain: level × year.
SELECT area.level, year(reference_date) AS year, sum(persons) AS persons, count(DISTINCT area_id) AS areas
FROM area_population
JOIN area USING (area_id)
GROUP BY ALL
