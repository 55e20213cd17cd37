-- id: gebiet_ohne_geometrie
-- severity: hinweis
-- title: Gebiet ohne Geometrie
SELECT
    area_id,
    NULL::DATE AS reference_date,
    area.inhabitants AS value,
    label || ' (Schlüssel ' || area_id || ') hat keine Geometrie und erscheint nicht auf der Karte'
        || coalesce('; dort leben ' || german_count(area.inhabitants) || ' Personen.', '.') AS message
FROM area
JOIN area_label USING (area_id)
JOIN area_today USING (area_id)
WHERE area.geometry IS NULL AND NOT is_dissolved AND NOT ends_with(area_id, '-ohne')
    AND area.valid_to IS NULL
    -- where a level has no geometry at all, nobody meant to draw it
    AND (area.municipality_ags, area.level) IN (SELECT municipality_ags, level FROM area WHERE geometry IS NOT NULL)
ORDER BY ALL
