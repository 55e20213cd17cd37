-- Municipalities of the build; grain: area_id.
SELECT area_id, any_value(name) AS name
FROM area
WHERE area_id = municipality_ags AND area_id IN (SELECT ancestor_id FROM area_member)
GROUP BY area_id
ORDER BY name
