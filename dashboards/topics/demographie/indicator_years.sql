-- One indicator of all areas over the years known for them or an area above, a missing year as NULL; grain: area_id × year.
WITH reach AS (
    SELECT DISTINCT m.area_id, v.year
    FROM indicator_value AS v
    INNER JOIN area_member AS m ON m.ancestor_id = v.area_id
    WHERE v.indicator_id = $indicator_id
)

SELECT reach.area_id, reach.year, v.value, coalesce(v.is_protected, false) AS is_protected
FROM reach
LEFT JOIN indicator_value AS v
    ON v.area_id = reach.area_id AND v.year = reach.year AND v.indicator_id = $indicator_id
ORDER BY reach.area_id, reach.year
