-- To which area of a level every area below belongs; grain: area_id.
SELECT DISTINCT area_member.area_id, area_member.ancestor_id
FROM area_member
JOIN area ON area.area_id = area_member.ancestor_id
WHERE area.level = $level
