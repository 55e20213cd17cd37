-- id: gemeindeschluessel_kurz
-- severity: warnung
-- title: Gemeindeschlüssel ohne führende Null
SELECT
    municipality_ags AS area_id,
    max(reference_date) AS reference_date,
    count(*) AS value,
    'Der Gemeindeschlüssel ' || municipality_ags || ' in der Lieferung ' || arg_max(file_name, received_at)
        || ' hat sieben Ziffern; vermutlich ging die führende Null verloren (0' || municipality_ags
        || '), die Zahlen stehen unter einer eigenen Gemeinde. Bitte berichtigt einlesen und diese Lieferung mit '
        || '„kohorte purge --municipality ' || municipality_ags || '“ entfernen.' AS message
FROM delivery
WHERE regexp_full_match(municipality_ags, '[1-9][0-9]{6}')
GROUP BY municipality_ags
ORDER BY ALL
