-- Geometry of today's areas of one level inside a root area; grain: area_id.
SELECT area.area_id, area.geometry
FROM area
JOIN area_member ON area_member.area_id = area.area_id AND area_member.ancestor_id = $root_id
WHERE area.level = $level
  AND area.geometry IS NOT NULL
  AND (area.valid_to IS NULL OR area.valid_to >= (SELECT max(reference_date) FROM area_population))
QUALIFY row_number() OVER (PARTITION BY area.area_id ORDER BY area.valid_from DESC NULLS LAST) = 1
ORDER BY area.area_id
