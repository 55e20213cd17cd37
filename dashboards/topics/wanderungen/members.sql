-- Which areas lie in which, themselves among them; grain: ancestor × area.
SELECT ancestor_id, area_id FROM area_member ORDER BY ancestor_id, area_id
