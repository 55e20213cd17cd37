-- Places over seven hours a day and in integrative groups on 1 August, wanted areas; grain: area_id × kita_year × band.
-- Only groups of the list: a planned measure does not tell its hours.
WITH years AS (
    SELECT CAST(first_year AS INTEGER) AS kita_year, make_date(first_year, 8, 1) AS first_day
    FROM range($first_year, $last_year + 1) AS calendar (first_year)
),
member AS (
    SELECT ancestor_id AS area_id, area_id AS part_id
    FROM area_member
    WHERE ancestor_id IN (SELECT unnest($areas))
)
SELECT
    member.area_id,
    years.kita_year,
    facility_group.band,
    CAST(sum_known(CASE WHEN hours_per_day > $long_hours THEN places_approved ELSE 0 END) AS DOUBLE) AS approved_long,
    CAST(sum_known(CASE WHEN hours_per_day > $long_hours THEN places_bookable ELSE 0 END) AS DOUBLE) AS bookable_long,
    CAST(sum_known(CASE WHEN is_integrative THEN places_approved ELSE 0 END) AS DOUBLE) AS approved_integrative,
    CAST(sum_known(CASE WHEN is_integrative THEN places_bookable ELSE 0 END) AS DOUBLE) AS bookable_integrative
FROM facility_group
JOIN facility USING (facility_id)
JOIN member ON member.part_id = facility.area_id
JOIN years ON years.first_day BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
GROUP BY ALL
ORDER BY member.area_id, years.kita_year, facility_group.band
