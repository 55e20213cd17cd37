-- id: gemeinde_ohne_geometrie
-- severity: hinweis
-- title: Gemeinde ganz ohne Geometrie
SELECT
    municipality_ags AS area_id,
    NULL::DATE AS reference_date,
    count(*) AS value,
    'Für ' || any_value(label) || ' ist keine Geometrie geliefert; es gibt keine Karte.' AS message
FROM area
JOIN area_label ON area_label.area_id = municipality_ags
GROUP BY municipality_ags
HAVING count(geometry) = 0
ORDER BY ALL
