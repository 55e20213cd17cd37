-- Planned measures of a band in an area; grain: measure_id.
-- is_in_stock: done, and the group list already shows a group of that house (of that area, if the measure names no
-- house) that opened or closed then, so counting the measure would count it twice.
WITH drawn AS (
    SELECT max(reference_date) AS reference_date
    FROM delivery
    WHERE kind = 'groups'
),
changed AS (
    SELECT facility.facility_id, facility.area_id, facility_group.valid_from AS day, 1 AS sign
    FROM facility_group
    JOIN facility USING (facility_id)
    WHERE facility_group.band = $band
    UNION ALL
    SELECT facility.facility_id, facility.area_id, facility_group.valid_to, -1
    FROM facility_group
    JOIN facility USING (facility_id)
    WHERE facility_group.band = $band
)
SELECT
    measure.measure_id,
    measure.title,
    measure.area_id,
    measure.facility_id,
    measure.group_type,
    measure.status,
    coalesce(measure_status.label, measure.status) AS status_label,
    measure.starts_on,
    -- A measure counts from the first 1 August on which it is open.
    CAST(
        year(measure.starts_on) + CASE WHEN measure.starts_on > make_date(year(measure.starts_on), 8, 1) THEN 1 ELSE 0 END
        AS INTEGER
    ) AS kita_year,
    measure.groups_change,
    measure.places_change,
    measure.status IN ('fertig', 'schliessung') AND EXISTS (
        FROM changed
        WHERE changed.area_id = measure.area_id
            AND (measure.facility_id IS NULL OR changed.facility_id = measure.facility_id)
            AND changed.sign = sign(measure.places_change)
            AND changed.day BETWEEN measure.starts_on - INTERVAL 31 DAY
            AND coalesce((SELECT reference_date FROM drawn), measure.starts_on)
    ) AS is_in_stock
FROM measure
JOIN area_member ON area_member.area_id = measure.area_id AND area_member.ancestor_id = $area_id
LEFT JOIN measure_status ON measure_status.code = measure.status
WHERE measure.band = $band
ORDER BY measure.starts_on, measure.measure_id
