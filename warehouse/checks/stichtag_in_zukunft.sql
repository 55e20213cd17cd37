-- id: stichtag_in_zukunft
-- severity: warnung
-- title: Stichtag liegt nach der Lieferung
SELECT
    municipality_ags AS area_id,
    reference_date,
    rows AS value,
    'Die Lieferung ' || file_name || ' nennt den Stichtag ' || german_date(reference_date) || ', eingelesen wurde sie schon am '
        || german_date(received_at) || ' (' || german_count(rows) || ' Zeilen). Bitte Stichtag im Dateinamen und in der Datei prüfen.' AS message
FROM delivery
WHERE reference_date > received_at::DATE AND kind IN ('stock', 'population', 'care')
ORDER BY ALL
