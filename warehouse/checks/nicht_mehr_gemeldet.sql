-- id: nicht_mehr_gemeldet
-- severity: hinweis
-- title: In der neuesten Liste nicht mehr enthalten
WITH entry AS (
    SELECT 'Haus ' || name AS what, area_id, facility_id AS id, 'facility' AS list, filename, valid_to FROM delivered_facility
    UNION ALL SELECT 'Maßnahme „' || title || '“', area_id, measure_id, 'measure', filename, NULL FROM delivered_measure
    UNION ALL SELECT 'Bauvorhaben ' || name, area_id, project_id, 'project', filename, NULL FROM delivered_housing_project
),
listed AS (
    SELECT entry.*, file.owner_id, file.received, max(file.received) OVER (PARTITION BY file.owner_id, entry.list) AS newest
    FROM entry
    JOIN delivered_file AS file USING (filename)
)
SELECT
    arg_max(area_id, received) AS area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    arg_max(what, received) || ' (' || id || ') steht nicht mehr in der neuesten Liste von ' || owner_id
        || '; der Eintrag gilt weiter, bis eine Liste sein Ende nennt oder die alte Lieferung gelöscht ist.' AS message
FROM listed
GROUP BY owner_id, list, id
-- what has ended need not be listed for ever
HAVING max(received) < any_value(newest) AND arg_max(valid_to IS NULL, received)
ORDER BY ALL
