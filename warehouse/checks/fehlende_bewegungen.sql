-- id: fehlende_bewegungen
-- severity: warnung
-- title: Bewegungen fehlen
WITH wanted AS (
    SELECT root.municipality_ags, given.year
    FROM root
    JOIN (SELECT DISTINCT root_id, year FROM component_year JOIN root USING (municipality_ags)) AS given USING (root_id)
    -- a municipality is only expected to deliver events for years it delivered residents for
    JOIN delivered_date ON delivered_date.municipality_ags = root.municipality_ags
        AND delivered_date.reference_date = make_date(given.year, 12, 31)
)
SELECT
    municipality_ags AS area_id,
    make_date(wanted.year, 12, 31) AS reference_date,
    NULL::DOUBLE AS value,
    'Von ' || label || ' fehlen Bewegungen des Jahres ' || wanted.year || ' ganz oder teilweise; die Bilanz des Jahres fehlt.' AS message
FROM wanted
JOIN area_label ON area_label.area_id = municipality_ags
LEFT JOIN component_year AS given USING (municipality_ags, year)
WHERE NOT coalesce(given.has_births AND given.has_deaths AND given.has_external AND given.has_inner, false)
ORDER BY ALL
