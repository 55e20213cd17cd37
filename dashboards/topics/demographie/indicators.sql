-- Indicators of the topic that have values, with their definitions; grain: indicator_id.
SELECT i.indicator_id, i.title, i.unit, i.definition, i.range_min, i.range_max
FROM indicator AS i
WHERE i.topic = 'demographie'
    AND EXISTS (SELECT 1 FROM indicator_value AS v WHERE v.indicator_id = i.indicator_id AND v.value IS NOT NULL)
ORDER BY i.title
