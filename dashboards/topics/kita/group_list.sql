-- Groups of a band open on 1 August of a Kita year in an area; grain: facility_id × group_type × hours_per_day.
SELECT
    facility_group.facility_id,
    facility_group.group_type,
    facility_group.band,
    facility_group.hours_per_day,
    CAST(count(*) AS INTEGER) AS groups,
    CAST(sum_known(facility_group.places_bookable) AS DOUBLE) AS places
FROM facility_group
JOIN facility USING (facility_id)
JOIN area_member ON area_member.area_id = facility.area_id AND area_member.ancestor_id = $area_id
WHERE facility_group.band = $band
    AND make_date($kita_year, 8, 1)
    BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
GROUP BY ALL
ORDER BY facility_group.facility_id, facility_group.group_type, facility_group.hours_per_day
