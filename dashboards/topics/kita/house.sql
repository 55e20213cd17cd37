-- Groups of one house over time with their places; grain: group_id × valid_from.
SELECT
    facility_group.group_id,
    coalesce(group_type.label, facility_group.group_type) AS group_type,
    facility_group.band,
    facility_group.hours_per_day,
    facility_group.is_integrative,
    facility_group.valid_from,
    facility_group.valid_to,
    facility_group.places_approved,
    facility_group.places_built,
    facility_group.places_staffed,
    facility_group.places_bookable
FROM facility_group
LEFT JOIN group_type ON group_type.code = facility_group.group_type
WHERE facility_group.facility_id = $facility_id
ORDER BY facility_group.band, facility_group.group_id, facility_group.valid_from
