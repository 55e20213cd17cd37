-- Kita houses of an area with their groups and places of a band on 1 August of a Kita year; grain: facility_id.
SELECT
    facility.facility_id,
    facility.name,
    facility.area_id,
    coalesce(provider_type.label, facility.provider_type) AS provider,
    facility.longitude,
    facility.latitude,
    CAST(count(facility_group.group_id) FILTER (facility_group.band = $band) AS INTEGER) AS open_groups,
    CAST(sum_known(CASE WHEN facility_group.band = $band THEN facility_group.places_approved ELSE 0 END) AS DOUBLE) AS approved,
    CAST(sum_known(CASE WHEN facility_group.band = $band THEN facility_group.places_built ELSE 0 END) AS DOUBLE) AS built,
    CAST(sum_known(CASE WHEN facility_group.band = $band THEN facility_group.places_staffed ELSE 0 END) AS DOUBLE) AS staffed,
    CAST(sum_known(CASE WHEN facility_group.band = $band THEN facility_group.places_bookable ELSE 0 END) AS DOUBLE) AS bookable,
    CAST(count(facility_group.group_id) AS INTEGER) AS all_groups,
    CAST(sum_known(facility_group.places_bookable) AS DOUBLE) AS all_places
FROM facility
JOIN area_member ON area_member.area_id = facility.area_id AND area_member.ancestor_id = $area_id
JOIN facility_group
    ON facility_group.facility_id = facility.facility_id
    AND make_date($kita_year, 8, 1)
    BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
LEFT JOIN provider_type ON provider_type.code = facility.provider_type
GROUP BY ALL
ORDER BY facility.name, facility.facility_id
