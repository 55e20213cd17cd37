-- id: geometrie_ohne_gebiet
-- severity: hinweis
-- title: Geometrie ohne Gebiet
SELECT DISTINCT
    geometry.area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    'Zur Geometrie ' || geometry.area_id || coalesce(' („' || geometry.name || '“)', '')
        || ' gibt es kein Gebiet; sie wird nicht verwendet.' AS message
FROM delivered_area_geometry AS geometry
ANTI JOIN area USING (area_id)
ORDER BY ALL
