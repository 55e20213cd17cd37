-- Last known value of the indicators the doors of the start page show; grain: indicator_id.
SELECT indicator_id, max_by(value, year) AS value, max(year) AS year
FROM indicator_value
WHERE area_id = $area_id AND value IS NOT NULL AND indicator_id IN ('durchschnittsalter', 'wanderungssaldo', 'versorgungsquote_u3')
GROUP BY indicator_id
ORDER BY indicator_id
