-- The groups of the Kitas of an area open on a day, with their house; grain: group_id.
SELECT
    facility.facility_id,
    facility.name,
    facility.municipality_ags,
    facility.area_id,
    coalesce(provider_type.label, facility.provider_type) AS provider,
    facility_group.group_id,
    coalesce(group_type.label, facility_group.group_type) AS group_label,
    facility_group.band,
    facility_group.hours_per_day,
    facility_group.is_integrative,
    facility_group.places_approved,
    facility_group.places_bookable,
    facility.longitude,
    facility.latitude
FROM facility_group
JOIN facility USING (facility_id)
JOIN area_member ON area_member.area_id = facility.area_id AND area_member.ancestor_id = $area_id
LEFT JOIN provider_type ON provider_type.code = facility.provider_type
LEFT JOIN group_type ON group_type.code = facility_group.group_type
WHERE $day BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
ORDER BY facility.municipality_ags, facility.name, facility.facility_id, facility_group.band, facility_group.group_id
