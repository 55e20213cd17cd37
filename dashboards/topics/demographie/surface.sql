-- Surface of chosen areas in km², from population and density of the last year that knows both; grain: area_id.
SELECT density.area_id, arg_max(persons.value / density.value, density.year) AS km2
FROM indicator_value AS density
INNER JOIN indicator_value AS persons
    ON persons.area_id = density.area_id AND persons.year = density.year AND persons.indicator_id = 'bevoelkerung'
WHERE density.indicator_id = 'dichte' AND density.value > 0 AND persons.value IS NOT NULL
    AND density.area_id IN (SELECT unnest($area_ids::VARCHAR[]))
GROUP BY density.area_id
ORDER BY density.area_id
