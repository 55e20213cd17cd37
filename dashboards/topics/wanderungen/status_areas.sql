-- Areas of a territorial status, whether their numbers are those of today, and the areas they lie in; grain: area_id.
SELECT
    a.area_id, a.name, a.level, a.geometry IS NOT NULL AS has_geometry, a.is_changed,
    a.area_id NOT IN (SELECT area_id FROM left_on_status($status)) AS is_todays,
    list(m.ancestor_id) AS above
FROM area_on_status($status) AS a
LEFT JOIN member_on_status($status) AS m USING (area_id)
GROUP BY a.area_id, a.name, a.level, has_geometry, a.is_changed
ORDER BY a.area_id
