-- Territorial statuses of the root above an area, newest first; grain: status.
SELECT DISTINCT territory.status, territory.label, territory.note, territory.last_day, territory.changed_areas
FROM territory
JOIN area_member ON area_member.ancestor_id = territory.root_id
WHERE area_member.area_id = $area_id
ORDER BY territory.last_day DESC NULLS FIRST
