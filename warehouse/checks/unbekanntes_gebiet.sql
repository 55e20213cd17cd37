-- id: unbekanntes_gebiet
-- severity: warnung
-- title: Gebiet fehlt in der Gebietslieferung
SELECT
    area.area_id,
    NULL::DATE AS reference_date,
    area_total.persons AS value,
    'Das Gebiet ' || area.area_id || ' kommt in Beständen oder Bewegungen von ' || municipality.label
        || ' vor, aber nicht in der Gebietslieferung; es ist unter seinem Schlüssel ergänzt'
        || coalesce(' (' || german_count(area_total.persons) || ' Personen Ende ' || area_total.year || ').', '.') AS message
FROM known_area AS area
JOIN area_label AS municipality ON municipality.area_id = area.municipality_ags
LEFT JOIN area_total ON area_total.area_id = area.area_id
    AND area_total.year = (SELECT max(year) FROM area_total AS other WHERE other.area_id = area.area_id)
WHERE area.source = 'used'
ORDER BY ALL
