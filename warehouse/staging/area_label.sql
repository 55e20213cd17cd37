-- Names for messages, with the municipality where it helps; grain: area_id.
CREATE TEMP TABLE area_label AS
SELECT
    area.area_id,
    any_value(CASE WHEN municipality.name IS NULL OR municipality.area_id = area.area_id THEN area.name
        ELSE area.name || ' (' || municipality.name || ')' END) AS label
FROM area
LEFT JOIN area AS municipality ON municipality.area_id = area.municipality_ags
GROUP BY area.area_id
