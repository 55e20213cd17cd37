-- id: kita_unbekanntes_haus
-- severity: warnung
-- title: Gruppe, Betreuung oder Maßnahme ohne Haus
WITH mention AS (
    SELECT facility_id, 'Die Gruppe ' || group_id AS what FROM facility_group
    UNION ALL SELECT DISTINCT facility_id, 'Betreute Kinder' FROM care WHERE facility_id IS NOT NULL
    UNION ALL SELECT facility_id, 'Die Maßnahme „' || title || '“' FROM measure WHERE facility_id IS NOT NULL
)
SELECT DISTINCT
    NULL::VARCHAR AS area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    what || ' gehört zum Haus ' || facility_id || ', das nicht geliefert ist. Bitte das Haus in die Einrichtungsliste aufnehmen oder die Kennung berichtigen.' AS message
FROM mention
ANTI JOIN facility USING (facility_id)
ORDER BY ALL
