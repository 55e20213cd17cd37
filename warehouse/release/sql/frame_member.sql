-- Which areas of today lie under which of one municipality; grain: ancestor_id × area_id.
SELECT member.ancestor_id, member.area_id, member.is_leaf
FROM area_member AS member
SEMI JOIN frame_area AS above ON above.area_id = member.ancestor_id
SEMI JOIN frame_area AS below ON below.area_id = member.area_id
ORDER BY member.ancestor_id, member.area_id
