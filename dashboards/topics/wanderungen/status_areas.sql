-- Areas of a territorial status in the order of their numbers in status_moves.sql, with the areas they lie in; grain: area_id.
SELECT a.area_id, a.name, a.level, a.geometry IS NOT NULL AS has_geometry, a.is_changed, list(m.ancestor_id) AS above
FROM area_on_status($status) AS a
LEFT JOIN member_on_status($status) AS m USING (area_id)
GROUP BY a.area_id, a.name, a.level, has_geometry, a.is_changed
ORDER BY a.area_id
