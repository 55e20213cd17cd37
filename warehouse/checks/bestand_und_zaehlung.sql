-- id: bestand_und_zaehlung
-- severity: hinweis
-- title: Bestand und Zählung zugleich geliefert
SELECT DISTINCT
    count.municipality_ags AS area_id,
    count.reference_date,
    NULL::DOUBLE AS value,
    'Für ' || label || ' liegen zum ' || german_date(count.reference_date)
        || ' Einzeldaten und Zählungen vor; es gelten die Einzeldaten.' AS message
FROM delivered_population AS count
SEMI JOIN resident_count USING (municipality_ags, reference_date)
JOIN area_label ON area_label.area_id = count.municipality_ags
ORDER BY ALL
