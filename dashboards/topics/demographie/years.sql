-- Years with a known population anywhere below a root; grain: year.
SELECT DISTINCT v.year
FROM indicator_value AS v
INNER JOIN area_member AS m ON m.area_id = v.area_id
WHERE m.ancestor_id = $root_id AND v.indicator_id = 'bevoelkerung' AND v.value IS NOT NULL
ORDER BY v.year
