-- Children in care and bookable places of every area of today at 1 March; grain: area_id × year × band.
-- children by home area, places by the area of the house; NULL where the area's care or groups were not delivered.
CREATE TEMP TABLE care_area AS
WITH own_date AS (
    SELECT DISTINCT file.owner_id, care.reference_date
    FROM delivered_care AS care JOIN delivered_file AS file USING (filename)
    WHERE month(care.reference_date) = 3 AND day(care.reference_date) = 1
),
area_date AS (
    SELECT DISTINCT member.ancestor_id AS area_id, own_date.reference_date
    FROM own_date
    JOIN area_member AS below ON below.ancestor_id = own_date.owner_id
    JOIN area_member AS member ON member.area_id = below.area_id AND member.ancestor_id = member.area_id
),
band AS (
    SELECT * FROM (VALUES ('u3', 0, 2), ('ue3', 3, 5)) AS band (band, age, age_to)
),
child AS (
    SELECT member.ancestor_id AS area_id, care.reference_date, band.band, sum_known(care.children) AS children
    FROM care
    JOIN band ON care.age BETWEEN band.age AND band.age_to
    JOIN area_member AS member ON member.area_id = care.home_area_id
    GROUP BY ALL
),
place AS (
    SELECT member.ancestor_id AS area_id, own.reference_date, part.band, sum_known(part.places_bookable) AS places
    FROM (SELECT DISTINCT reference_date FROM own_date) AS own
    JOIN facility_group AS part
        ON part.valid_from <= own.reference_date AND coalesce(part.valid_to >= own.reference_date, true)
    JOIN facility USING (facility_id)
    JOIN area_member AS member ON member.area_id = facility.area_id
    GROUP BY ALL
)
SELECT
    area_date.area_id,
    year(area_date.reference_date)::SMALLINT AS year,
    band.band,
    CASE WHEN child.area_id IS NULL THEN 0 ELSE child.children END AS children,
    CASE WHEN place.area_id IS NOT NULL THEN place.places
        WHEN EXISTS (FROM facility_group) THEN 0 END AS places
FROM area_date
CROSS JOIN band
LEFT JOIN child ON child.area_id = area_date.area_id AND child.reference_date = area_date.reference_date AND child.band = band.band
LEFT JOIN place ON place.area_id = area_date.area_id AND place.reference_date = area_date.reference_date AND place.band = band.band
