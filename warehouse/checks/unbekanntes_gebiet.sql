-- id: unbekanntes_gebiet
-- severity: warnung
-- title: Gebiet fehlt in der Gebietslieferung
SELECT
    area.area_id,
    NULL::DATE AS reference_date,
    area_total.persons AS value,
    'Das Gebiet ' || area.area_id || ' kommt in Beständen oder Bewegungen von ' || municipality.label
        || ' vor, aber nicht in der Gebietslieferung; es ist unter seinem Schlüssel ergänzt'
        || coalesce(' (' || german_count(area_total.persons) || ' Personen Ende ' || area_total.year || ').', '.')
        || coalesce(' Bis auf führende Nullen gleicht der Schlüssel ' || alike.area_id || ': bitte die Lieferung berichtigen.', '')
        AS message
FROM known_area AS area
JOIN area_label AS municipality ON municipality.area_id = area.municipality_ags
LEFT JOIN area_total ON area_total.area_id = area.area_id
    AND area_total.year = (SELECT max(year) FROM area_total AS other WHERE other.area_id = area.area_id)
-- spreadsheets drop leading zeros
LEFT JOIN (
    SELECT municipality_ags, ltrim(replace(area_id, municipality_ags || '-', ''), '0') AS bare, min(area_id) AS area_id
    FROM known_area WHERE source = 'delivered'
    GROUP BY ALL
) AS alike
    ON alike.municipality_ags = area.municipality_ags
    AND alike.bare = ltrim(replace(area.area_id, area.municipality_ags || '-', ''), '0')
WHERE area.source = 'used'
ORDER BY ALL
