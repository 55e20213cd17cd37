-- Areas of today of one municipality, itself included; grain: area_id. Nothing of it depends on a resident.
SELECT area_id, any_value(level) AS level
FROM area
WHERE municipality_ags = $municipality_ags AND area_id IN (SELECT ancestor_id FROM area_member)
    AND area_id <> $municipality_ags || '-ohne'
GROUP BY area_id
