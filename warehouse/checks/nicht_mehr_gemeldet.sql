-- id: nicht_mehr_gemeldet
-- severity: hinweis
-- title: In der neuesten Liste nicht mehr enthalten
WITH entry AS (
    SELECT 'Haus ' || name AS what, area_id, facility_id AS id, 'facility' AS list, filename, valid_to FROM delivered_facility
    UNION ALL SELECT 'Maßnahme „' || title || '“', area_id, measure_id, 'measure', filename, NULL FROM delivered_measure
    -- A project given up has ended, and one that is finished ends with its last year.
    UNION ALL SELECT
        'Bauvorhaben ' || any_value(name), any_value(area_id), project_id, 'project', filename,
        max(CASE WHEN dwellings > 0 AND probability > 0 THEN make_date(year, 12, 31) ELSE make_date(1900, 1, 1) END)
    FROM delivered_housing_project
    GROUP BY project_id, filename
),
placed AS (
    -- Lists of projects follow each other by the date they speak of.
    SELECT entry.*, file.owner_id, CASE WHEN list = 'project' THEN file.dated ELSE file.received END AS place,
        coalesce(file.listed_on, DATE '1900-01-01') AS listed_on
    FROM entry
    JOIN delivered_file AS file USING (filename)
    -- Completions are facts of single years, not a list of what is to come.
    WHERE file.part <> 'fertigstellungen'
),
listed AS (
    SELECT *, max(place) OVER series AS newest, max(listed_on) OVER series AS newest_date
    FROM placed
    WINDOW series AS (PARTITION BY owner_id, list)
)
SELECT
    arg_max(area_id, place) AS area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    arg_max(what, place) || ' (' || id || ') steht nicht mehr in der neuesten Liste von ' || owner_id
        || '; der Eintrag gilt weiter, bis eine Liste sein Ende nennt oder die alte Lieferung gelöscht ist.' AS message
FROM listed
GROUP BY owner_id, list, id
-- what has ended need not be listed for ever
HAVING max(place) < any_value(newest)
    AND arg_max(valid_to IS NULL OR (list = 'project' AND valid_to >= newest_date), place)
ORDER BY ALL
