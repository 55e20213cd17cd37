-- Children in care of the municipality from published cells, and bookable places of every area; grain: area_id × year × band.
CREATE TEMP TABLE care_area AS
WITH band AS (
    SELECT * FROM (VALUES ('u3', 0, 2), ('ue3', 3, 5)) AS band (band, age, age_to)
),
day AS (
    SELECT DISTINCT reference_date FROM released_cell WHERE unit = 'care'
),
child AS (
    SELECT home_area_id AS area_id, reference_date, band.band, sum_known(children) AS children
    FROM care
    JOIN band ON care.age BETWEEN band.age AND band.age_to
    GROUP BY ALL
),
place AS (
    SELECT member.ancestor_id AS area_id, day.reference_date, part.band, sum_known(part.places_bookable) AS places
    FROM day
    JOIN facility_group AS part
        ON part.valid_from <= day.reference_date AND coalesce(part.valid_to >= day.reference_date, true)
    JOIN facility USING (facility_id)
    JOIN area_member AS member ON member.area_id = facility.area_id
    GROUP BY ALL
)
SELECT area.area_id, year(day.reference_date)::SMALLINT AS year, band.band, child.children,
    CASE WHEN place.area_id IS NOT NULL THEN place.places WHEN EXISTS (FROM facility_group) THEN 0 END AS places
FROM area
CROSS JOIN day
CROSS JOIN band
LEFT JOIN child ON child.area_id = area.area_id AND child.reference_date = day.reference_date AND child.band = band.band
LEFT JOIN place ON place.area_id = area.area_id AND place.reference_date = day.reference_date AND place.band = band.band
