-- id: fehlender_bestand
-- severity: warnung
-- title: Bestand fehlt
SELECT
    area_date.area_id,
    area_date.reference_date,
    NULL::DOUBLE AS value,
    'Von ' || label || ' fehlt der Bestand vom ' || german_date(area_date.reference_date)
        || ', den andere Gemeinden geliefert haben; Summen darüber fehlen ebenfalls.' AS message
FROM area_date
JOIN area_label USING (area_id)
JOIN root ON root.municipality_ags = area_date.area_id
WHERE NOT is_complete
ORDER BY ALL
