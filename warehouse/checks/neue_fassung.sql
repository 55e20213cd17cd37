-- id: neue_fassung
-- severity: hinweis
-- title: Lieferung in neuer Fassung mit anderem Inhalt
SELECT
    municipality_ags AS area_id,
    reference_date,
    rows_added + rows_removed AS value,
    'Die Lieferung ' || file_name || ' (Fassung ' || version || ', eingelesen von ' || received_by || ' am ' || german_date(received_at)
        || ') ersetzt die vorige zum ' || german_date(reference_date) || ': ' || german_count(rows_added) || ' Zeilen sind neu oder geändert, '
        || german_count(rows_removed) || ' fehlen jetzt. War das nicht gewollt, die vorige Datei noch einmal einlesen.' AS message
FROM delivery
WHERE rows_added + rows_removed > 0
ORDER BY ALL
