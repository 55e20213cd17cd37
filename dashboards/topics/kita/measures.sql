-- Planned measures of a band in an area; grain: measure_id.
-- is_in_stock: done before the group list was drawn, so already counted there.
SELECT
    measure.measure_id,
    measure.title,
    measure.area_id,
    measure.status,
    coalesce(measure_status.label, measure.status) AS status_label,
    measure.starts_on,
    measure.groups_change,
    measure.places_change,
    coalesce(
        measure.status IN ('fertig', 'schliessung')
        AND measure.starts_on <= (SELECT max(reference_date) FROM delivery WHERE kind = 'groups'),
        false
    ) AS is_in_stock
FROM measure
JOIN area_member ON area_member.area_id = measure.area_id AND area_member.ancestor_id = $area_id
LEFT JOIN measure_status ON measure_status.code = measure.status
WHERE measure.band = $band
ORDER BY measure.starts_on, measure.measure_id
