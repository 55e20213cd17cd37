-- id: doppelte_personen
-- severity: warnung
-- title: Personen mehrfach im Bestand
SELECT
    municipality_ags AS area_id,
    reference_date,
    count(*) AS value,
    'Im Bestand von ' || any_value(label) || ' vom ' || german_date(reference_date) || ' stehen ' || german_count(count(*))
        || ' Personen mehrfach mit Hauptwohnung; jede ist einmal gezählt.' AS message
FROM duplicate_person
JOIN area_label ON area_label.area_id = municipality_ags
GROUP BY municipality_ags, reference_date
ORDER BY ALL
