-- Areas of the territorial status in force on a day (2018-12-31, or heute); grain: area_id. geometry: NULL where it is not known for that status.
CREATE MACRO area_on_status(wanted) AS TABLE
WITH newest AS (
    SELECT * FROM area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
)
SELECT area_id, level, name, municipality_ags, parent_id, area_type, geometry, false AS is_changed
FROM newest
WHERE (valid_to IS NULL OR valid_to >= (SELECT max(reference_date) FROM area_population))
    AND area_id NOT IN (
        SELECT member.area_id
        FROM area_member AS member
        JOIN status_of_root(wanted) AS chosen ON chosen.root_id = member.ancestor_id AND chosen.status <> 'heute'
    )
UNION ALL
SELECT
    past.area_id, past.level, past.name, past.municipality_ags, past.parent_id, past.area_type,
    CASE WHEN past.has_todays_shape THEN newest.geometry END,
    past.is_changed
FROM territory_area AS past
JOIN status_of_root(wanted) USING (root_id, status)
LEFT JOIN newest ON newest.area_id = past.area_id
