-- All known values of one indicator in the larger areas of a level, for class limits that stay; grain: area_id × year.
SELECT v.value
FROM indicator_value AS v
INNER JOIN area AS a ON a.area_id = v.area_id
INNER JOIN area_member AS m ON m.area_id = v.area_id
INNER JOIN indicator_value AS persons
    ON persons.area_id = v.area_id AND persons.year = v.year AND persons.indicator_id = 'bevoelkerung'
WHERE m.ancestor_id = $ancestor_id AND a.level = $level AND a.valid_to IS NULL
    AND v.indicator_id = $indicator_id AND v.value IS NOT NULL AND persons.value >= $min_persons
ORDER BY v.value
