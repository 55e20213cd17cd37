-- id: abgewiesene_zeilen
-- severity: hinweis
-- title: Abgewiesene Zeilen
SELECT
    municipality_ags AS area_id,
    reference_date,
    rejected AS value,
    'Aus der Lieferung ' || file_name || ' sind ' || german_count(rejected) || ' Zeilen abgewiesen; Zeile, Spalte und Grund stehen bei der Lieferung.' AS message
FROM delivery
WHERE rejected > 0
ORDER BY ALL
