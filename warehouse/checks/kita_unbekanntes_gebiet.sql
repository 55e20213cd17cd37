-- id: kita_unbekanntes_gebiet
-- severity: warnung
-- title: Kita-Angabe mit unbekanntem Gebiet
WITH mention AS (
    SELECT area_id, 'Das Haus ' || name || ' (' || facility_id || ')' AS what FROM facility
    UNION ALL SELECT area_id, 'Die Maßnahme „' || title || '“ (' || measure_id || ')' FROM measure
    UNION ALL SELECT DISTINCT area_id, 'Das Bauvorhaben ' || name || ' (' || project_id || ')' FROM housing_project
    UNION ALL
    SELECT DISTINCT home_area_id, 'Betreute Kinder'
    FROM care ANTI JOIN partner_category ON partner_category.code = care.home_area_id
)
SELECT
    area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    what || ': Das Gebiet ' || area_id || ' ist nicht bekannt; die Angabe fehlt in Summen und Karten. '
        || 'Bitte den Gebietsschlüssel berichtigen oder das Gebiet in die Gebietsliste aufnehmen.' AS message
FROM mention
ANTI JOIN area USING (area_id)
ORDER BY ALL
