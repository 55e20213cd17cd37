-- Every area at or below a root with its latest validity; grain: area_id.
SELECT area.area_id, area.level, area.name, area.municipality_ags, area.area_type, area.valid_to,
    member.is_leaf
FROM area_member AS member
JOIN area ON area.area_id = member.area_id
WHERE list_contains($roots, member.ancestor_id)
QUALIFY row_number() OVER (PARTITION BY area.area_id ORDER BY area.valid_from DESC NULLS LAST) = 1
ORDER BY area.area_id
