-- Which leaf lies below which area of a root; grain: ancestor_id × area_id.
SELECT below.ancestor_id, below.area_id
FROM area_member AS inside
JOIN area_member AS below ON below.ancestor_id = inside.area_id
WHERE list_contains($roots, inside.ancestor_id) AND below.is_leaf
ORDER BY below.ancestor_id, below.area_id
