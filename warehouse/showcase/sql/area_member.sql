-- Closure of the hierarchy of all shown releases, the association on top; grain: ancestor_id × area_id.
SELECT ancestor_id, area_id, is_leaf FROM released_area_member
UNION ALL
SELECT release.parent_id, town.area_id, town.is_leaf
FROM released_area_member AS town
JOIN release ON release.municipality_ags = town.ancestor_id
WHERE release.parent_id IN (SELECT area_id FROM association_area)
UNION ALL
SELECT area_id, area_id, false FROM association_area
