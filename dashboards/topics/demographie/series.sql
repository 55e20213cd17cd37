-- One indicator over all years of the build for chosen areas, a missing year as NULL; grain: area_id × year.
WITH years AS (
    SELECT DISTINCT year FROM indicator_value WHERE area_id IN (SELECT unnest($area_ids))
)

SELECT a.area_id, years.year, v.value, coalesce(v.is_protected, false) AS is_protected
FROM (SELECT unnest($area_ids) AS area_id) AS a
CROSS JOIN years
LEFT JOIN indicator_value AS v
    ON v.area_id = a.area_id AND v.year = years.year AND v.indicator_id = $indicator_id
ORDER BY a.area_id, years.year
