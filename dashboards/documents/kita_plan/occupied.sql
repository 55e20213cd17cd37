-- Children in the Kitas of an area on the latest day, whose part counts by the places of their house; grain: area_id × band.
-- Children of six in a Kita count as ue3; a house without groups of a band leaves the parts of its children open.
WITH member AS (
    SELECT ancestor_id AS area_id, area_id AS part_id
    FROM area_member
    WHERE ancestor_id IN (SELECT unnest($areas))
),
latest AS (
    SELECT max(reference_date) AS reference_date
    FROM care
    WHERE form = 'kita'
),
children AS (
    SELECT
        care.facility_id,
        CASE WHEN care.age <= 2 THEN 'u3' WHEN care.age <= 6 THEN 'ue3' ELSE 'grundschule' END AS band,
        sum_known(care.children) AS children
    FROM care
    SEMI JOIN latest USING (reference_date)
    WHERE care.form = 'kita'
    GROUP BY ALL
),
shares AS (
    SELECT
        facility_id,
        band,
        sum_known(CASE WHEN hours_per_day > $long_hours THEN places_bookable ELSE 0 END)
        / nullif(sum_known(places_bookable), 0) AS long_share,
        sum_known(CASE WHEN is_integrative THEN places_bookable ELSE 0 END)
        / nullif(sum_known(places_bookable), 0) AS integrative_share
    FROM facility_group
    JOIN latest
        ON latest.reference_date BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
    GROUP BY ALL
)
SELECT
    member.area_id,
    children.band,
    (SELECT reference_date FROM latest) AS reference_date,
    CAST(sum_known(children.children) AS DOUBLE) AS occupied,
    CAST(sum_known(children.children * shares.long_share) AS DOUBLE) AS occupied_long,
    CAST(sum_known(children.children * shares.integrative_share) AS DOUBLE) AS occupied_integrative
FROM children
JOIN facility USING (facility_id)
JOIN member ON member.part_id = facility.area_id
LEFT JOIN shares ON shares.facility_id = children.facility_id AND shares.band = children.band
GROUP BY ALL
ORDER BY member.area_id, children.band
