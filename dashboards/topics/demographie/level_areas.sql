-- The areas of one level below an ancestor; grain: area_id.
SELECT a.area_id, a.name, a.parent_id
FROM area AS a
INNER JOIN area_member AS m ON m.area_id = a.area_id
WHERE m.ancestor_id = $ancestor_id AND a.level = $level AND a.valid_to IS NULL
ORDER BY a.name
