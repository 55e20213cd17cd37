-- Geometry of today's areas of one level inside a root area; grain: area_id.
WITH RECURSIVE latest AS (
    SELECT *
    FROM area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
inside AS (
    SELECT area_id FROM latest WHERE area_id = $root_id
    UNION ALL
    SELECT latest.area_id FROM latest JOIN inside ON latest.parent_id = inside.area_id
)
SELECT latest.area_id, latest.geometry
FROM latest
JOIN inside ON inside.area_id = latest.area_id
WHERE latest.level = $level
  AND latest.geometry IS NOT NULL
  AND (latest.valid_to IS NULL OR latest.valid_to >= (SELECT max(reference_date) FROM area_population))
ORDER BY latest.area_id
