-- id: ohne_zuordnung
-- severity: hinweis
-- title: Personen ohne Gebiet
SELECT
    municipality_ags AS area_id,
    reference_date,
    sum(persons) AS value,
    'In ' || any_value(label) || ' sind am ' || german_date(reference_date) || ' ' || german_count(sum(persons))
        || ' Personen keinem Gebiet zuzuordnen; sie zählen nur für die Gemeinde.' AS message
FROM staged_population
JOIN area_label ON area_label.area_id = municipality_ags
WHERE staged_population.area_id = municipality_ags || '-ohne'
GROUP BY municipality_ags, reference_date
ORDER BY ALL
