-- Open groups of Kita houses on 1 August of a Kita year by kind, all houses of an area; grain: facility_id × group_type × band.
SELECT
    facility.facility_id,
    facility.name,
    facility.area_id,
    facility.longitude,
    facility.latitude,
    facility_group.group_type,
    facility_group.band,
    CAST(count(*) AS INTEGER) AS groups,
    CAST(
        sum_known(
            CASE $rung
                WHEN 'approved' THEN places_approved
                WHEN 'built' THEN places_built
                WHEN 'staffed' THEN places_staffed
                ELSE places_bookable
            END
        ) AS DOUBLE
    ) AS places
FROM facility
JOIN area_member ON area_member.area_id = facility.area_id AND area_member.ancestor_id = $area_id
JOIN facility_group
    ON facility_group.facility_id = facility.facility_id
    AND make_date($kita_year, 8, 1)
    BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
GROUP BY ALL
ORDER BY facility.facility_id, facility_group.band, facility_group.group_type
