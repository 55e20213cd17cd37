-- Places and groups of a band on 1 August, wanted areas; grain: area_id × kita_year. NULL where a municipality of the area
-- has delivered no Kita list for that time. Afternoon places (grundschule) count as delivered only where some are listed.
-- pending: part of places that comes from the measures to count, which are all of the band. Those of own plans come as lists.
WITH years AS (
    SELECT CAST(first_year AS INTEGER) AS kita_year, make_date(first_year, 8, 1) AS first_day
    FROM range($first_year, $last_year + 1) AS calendar (first_year)
),
member AS (
    SELECT ancestor_id AS area_id, area_id AS part_id
    FROM area_member
    WHERE ancestor_id IN (SELECT unnest($areas))
),
groups_of_band AS (
    SELECT facility.municipality_ags, facility.area_id, facility_group.*
    FROM facility_group
    JOIN facility USING (facility_id)
),
known AS (
    SELECT municipality_ags, min(valid_from) AS since
    FROM groups_of_band
    WHERE band = $band OR $band <> 'grundschule'
    GROUP BY municipality_ags
),
municipality AS (
    SELECT DISTINCT member.area_id, area.municipality_ags
    FROM member
    JOIN area ON area.area_id = member.part_id
    WHERE area.municipality_ags IS NOT NULL
),
coverage AS (
    SELECT area_id, CASE WHEN count(*) = count(since) THEN max(since) END AS since
    FROM municipality
    LEFT JOIN known USING (municipality_ags)
    GROUP BY area_id
),
existing AS (
    SELECT
        member.area_id,
        years.kita_year,
        count(*) AS open_groups,
        sum_known(
            CASE $rung
                WHEN 'approved' THEN places_approved
                WHEN 'built' THEN places_built
                WHEN 'staffed' THEN places_staffed
                ELSE places_bookable
            END
        ) AS places
    FROM groups_of_band
    JOIN member ON member.part_id = groups_of_band.area_id
    JOIN years ON years.first_day BETWEEN groups_of_band.valid_from AND coalesce(groups_of_band.valid_to, DATE '9999-12-31')
    WHERE groups_of_band.band = $band
    GROUP BY ALL
),
counted AS (
    SELECT area_id, starts_on, places_change, groups_change
    FROM measure
    WHERE measure_id IN (SELECT unnest($measures))
    UNION ALL
    SELECT
        unnest(CAST($plan_areas AS VARCHAR[])),
        unnest(CAST($plan_days AS DATE[])),
        unnest(CAST($plan_places AS INTEGER[])),
        unnest(CAST($plan_groups AS INTEGER[]))
),
planned AS (
    SELECT
        member.area_id,
        years.kita_year,
        sum(counted.places_change) AS places,
        sum(counted.groups_change) AS open_groups
    FROM counted
    JOIN member ON member.part_id = counted.area_id
    JOIN years ON years.first_day >= counted.starts_on
    GROUP BY ALL
)
SELECT
    coverage.area_id,
    years.kita_year,
    CAST(
        CASE WHEN existing.open_groups IS NULL THEN 0 ELSE existing.places END + coalesce(planned.places, 0) AS DOUBLE
    ) AS places,
    CAST(coalesce(existing.open_groups, 0) + coalesce(planned.open_groups, 0) AS INTEGER) AS open_groups,
    CAST(coalesce(planned.places, 0) AS INTEGER) AS pending
FROM coverage
JOIN years ON years.first_day >= coverage.since
LEFT JOIN existing ON existing.area_id = coverage.area_id AND existing.kita_year = years.kita_year
LEFT JOIN planned ON planned.area_id = coverage.area_id AND planned.kita_year = years.kita_year
ORDER BY coverage.area_id, years.kita_year
