-- id: oberes_gebiet_fehlt
-- severity: warnung
-- title: Übergeordnetes Gebiet fehlt in der Gebietslieferung
SELECT
    area_id,
    NULL::DATE AS reference_date,
    NULL::DOUBLE AS value,
    'Das Gebiet ' || area_id || ' ist als übergeordnetes Gebiet genannt, aber selbst nicht geliefert; es ist unter seinem Schlüssel ergänzt.' AS message
FROM known_area
WHERE source = 'parent'
ORDER BY ALL
