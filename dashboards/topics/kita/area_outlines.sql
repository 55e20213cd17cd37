-- Outlines of areas as GeoJSON; grain: area_id.
SELECT area_id, geometry
FROM area
WHERE area_id IN (SELECT unnest($areas)) AND geometry IS NOT NULL AND valid_to IS NULL
ORDER BY area_id
