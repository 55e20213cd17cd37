-- Kita places of U3 and Ü3 on 1 August beside children under six at the last year-end by then or in that year; grain: one row.
-- children is NULL where a delivered age group crosses six years. without_house: areas of the level without an open group.
-- places_… (by rung) leave out groups without a number of places; silent_… say how many houses have such groups.
WITH member AS (
    SELECT area_id FROM area_member WHERE ancestor_id = $area_id
),
open_group AS (
    SELECT
        facility.facility_id,
        facility.area_id,
        places_approved,
        places_built,
        places_staffed,
        places_bookable
    FROM facility_group
    JOIN facility USING (facility_id)
    SEMI JOIN member ON member.area_id = facility.area_id
    WHERE facility_group.band IN ('u3', 'ue3')
        AND make_date($kita_year, 8, 1)
        BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
),
house AS (
    SELECT
        facility_id,
        sum(places_approved) AS approved,
        count(*) - count(places_approved) AS without_approved,
        sum(places_built) AS built,
        count(*) - count(places_built) AS without_built,
        sum(places_staffed) AS staffed,
        count(*) - count(places_staffed) AS without_staffed,
        sum(places_bookable) AS bookable,
        count(*) - count(places_bookable) AS without_bookable
    FROM open_group
    GROUP BY facility_id
),
latest AS (
    SELECT max(reference_date) AS reference_date
    FROM area_population
    WHERE area_id = $area_id AND persons IS NOT NULL AND reference_date <= make_date($kita_year, 12, 31)
),
young AS (
    SELECT persons_between(persons, age, age_to, 0, 5) AS children
    FROM area_population
    SEMI JOIN latest USING (reference_date)
    WHERE area_id = $area_id
),
part AS (
    SELECT area.area_id
    FROM area
    SEMI JOIN member USING (area_id)
    WHERE area.level = $level AND area.valid_to IS NULL AND NOT ends_with(area.area_id, '-ohne')
),
served AS (
    SELECT DISTINCT area_member.ancestor_id AS area_id
    FROM open_group
    JOIN area_member ON area_member.area_id = open_group.area_id
)
SELECT
    (SELECT reference_date FROM latest) AS reference_date,
    (SELECT CAST(children AS DOUBLE) FROM young) AS children,
    (SELECT CAST(count(*) AS INTEGER) FROM part) AS parts,
    (SELECT CAST(count(*) AS INTEGER) FROM part ANTI JOIN served USING (area_id)) AS without_house,
    CAST(count(*) AS INTEGER) AS houses,
    CAST(sum(approved) AS DOUBLE) AS places_approved,
    CAST(sum(built) AS DOUBLE) AS places_built,
    CAST(sum(staffed) AS DOUBLE) AS places_staffed,
    CAST(sum(bookable) AS DOUBLE) AS places_bookable,
    CAST(count(*) FILTER (without_approved > 0) AS INTEGER) AS silent_approved,
    CAST(count(*) FILTER (without_built > 0) AS INTEGER) AS silent_built,
    CAST(count(*) FILTER (without_staffed > 0) AS INTEGER) AS silent_staffed,
    CAST(count(*) FILTER (without_bookable > 0) AS INTEGER) AS silent_bookable
FROM house
