-- One indicator of chosen areas over the years known for them or an area above, a missing year as NULL; grain: area_id × year.
WITH years AS (
    SELECT DISTINCT v.year
    FROM indicator_value AS v
    INNER JOIN area_member AS m ON m.ancestor_id = v.area_id
    WHERE m.area_id IN (SELECT unnest($area_ids)) AND v.indicator_id = $indicator_id
)

SELECT a.area_id, years.year, v.value, coalesce(v.is_protected, false) AS is_protected
FROM (SELECT unnest($area_ids) AS area_id) AS a
CROSS JOIN years
LEFT JOIN indicator_value AS v
    ON v.area_id = a.area_id AND v.year = years.year AND v.indicator_id = $indicator_id
ORDER BY a.area_id, years.year
