-- Areas of today of one municipality as a map knows them: keys, names, borders, never residents; grain: area_id.
SELECT
    area_id, level, name, municipality_ags,
    CASE WHEN area_id <> $municipality_ags THEN parent_id END AS parent_id,
    valid_from, valid_to, successor_id, area_type, geometry
FROM area
WHERE municipality_ags = $municipality_ags AND area_id <> $municipality_ags || '-ohne'
    AND area_id IN (SELECT ancestor_id FROM area_member)
QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
ORDER BY area_id
