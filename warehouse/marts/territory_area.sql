-- Areas of earlier territorial statuses; grain: root_id × status × area_id.
WITH present AS (
    SELECT DISTINCT root_id, period, ancestor_id AS area_id FROM territory_closure
),
district AS (
    SELECT area_id, any_value(level) AS level, any_value(name) AS name, any_value(municipality_ags) AS municipality_ags,
        any_value(parent_id) AS parent_id
    FROM known_area
    WHERE level = 'planungsbezirk'
    GROUP BY area_id
)
SELECT
    present.root_id,
    period.status,
    present.area_id,
    coalesce(parent.level, district.level) AS level,
    coalesce(parent.name, district.name) AS name,
    coalesce(parent.municipality_ags, district.municipality_ags) AS municipality_ags,
    coalesce(parent.parent_id, district.parent_id) AS parent_id,
    coalesce(gebietstypen.area_type, parent.area_type) AS area_type,
    changed.area_id IS NOT NULL AS is_changed,
    -- the geometry of a key that lives on shows its borders of today
    changed.area_id IS NULL OR present.area_id NOT IN (SELECT area_id FROM area_today WHERE NOT is_dissolved) AS has_todays_shape
FROM present
JOIN territory_period AS period ON period.root_id = present.root_id AND period.period = present.period
LEFT JOIN territory_parent AS parent
    ON parent.root_id = present.root_id AND parent.period = present.period AND parent.area_id = present.area_id
LEFT JOIN district ON district.area_id = present.area_id
LEFT JOIN territory_changed AS changed
    ON changed.root_id = present.root_id AND changed.period = present.period AND changed.area_id = present.area_id
LEFT JOIN gebietstypen ON gebietstypen.code = present.area_id
WHERE period.status <> 'heute' AND period.is_offered AND coalesce(parent.level, district.level) IS NOT NULL
ORDER BY present.root_id, period.status, present.area_id
