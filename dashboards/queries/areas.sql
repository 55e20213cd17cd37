-- Areas of today with their way up; grain: area_id. Dissolved areas are left out, their rows count in the successor.
WITH latest AS (
    SELECT *
    FROM area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
)
SELECT
    latest.area_id,
    latest.level,
    latest.name,
    latest.parent_id,
    latest.municipality_ags,
    latest.geometry IS NOT NULL AS has_geometry,
    latest.inhabitants,
    coalesce(area_level.label, latest.level) AS level_label,
    coalesce(area_level.label_plural, latest.level) AS level_plural,
    coalesce(CAST(area_level.sort AS INTEGER), 99) AS level_sort
FROM latest
LEFT JOIN area_level ON area_level.code = latest.level
WHERE latest.valid_to IS NULL OR latest.valid_to >= (SELECT max(reference_date) FROM area_population)
ORDER BY level_sort, latest.area_id
