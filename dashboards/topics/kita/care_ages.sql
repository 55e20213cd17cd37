-- Children in care and residents of the same age (31 December before) on the latest day of an area, by home.
-- Grain: area_id × age. Zero children of an age are zero: the area has other care rows that day.
WITH member AS (
    SELECT ancestor_id AS area_id, area_id AS part_id
    FROM area_member
    WHERE ancestor_id IN (SELECT unnest($areas))
),
in_care AS (
    SELECT member.area_id, care.reference_date, care.age, sum_known(care.children) AS children
    FROM care
    JOIN member ON member.part_id = care.home_area_id
    GROUP BY ALL
),
days AS (
    SELECT area_id, max(reference_date) AS reference_date
    FROM in_care
    GROUP BY area_id
),
ages AS (
    SELECT unnest(range(0, $oldest + 1)) AS age
),
residents AS (
    SELECT area_id, year(reference_date) + 1 AS year, age, sum_known(persons) AS persons
    FROM area_population
    WHERE area_id IN (SELECT unnest($areas))
        AND age <= $oldest
        AND age = age_to
        AND month(reference_date) = 12
        AND day(reference_date) = 31
    GROUP BY ALL
)
SELECT
    days.area_id,
    days.reference_date,
    CAST(ages.age AS INTEGER) AS age,
    CAST(CASE WHEN in_care.age IS NULL THEN 0 ELSE in_care.children END AS DOUBLE) AS children,
    CAST(residents.persons AS DOUBLE) AS residents
FROM days
CROSS JOIN ages
LEFT JOIN in_care
    ON in_care.area_id = days.area_id AND in_care.reference_date = days.reference_date AND in_care.age = ages.age
LEFT JOIN residents
    ON residents.area_id = days.area_id AND residents.year = year(days.reference_date) AND residents.age = ages.age
ORDER BY days.area_id, ages.age
