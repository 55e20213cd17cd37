-- Residents by single age at the year-ends, every wanted area, a full grid; grain: area_id × year × age (0 to 11).
-- A cell that is not listed in a delivered stock is zero; a stock in age groups or not delivered is missing (NULL).
WITH wanted AS (
    SELECT unnest($areas) AS area_id
),
cells AS (
    SELECT area_id, year(reference_date) AS year, age, age_to, persons
    FROM area_population
    SEMI JOIN wanted USING (area_id)
    WHERE month(reference_date) = 12 AND day(reference_date) = 31
),
delivered AS (
    SELECT area_id, year, bool_and(age = age_to OR age > $oldest) AS is_single
    FROM cells
    GROUP BY area_id, year
),
by_age AS (
    SELECT area_id, year, age, count(*) > count(persons) AS is_incomplete, sum(persons) AS persons
    FROM cells
    WHERE age <= $oldest
    GROUP BY area_id, year, age
),
years AS (
    SELECT unnest(range(min(year), max(year) + 1)) AS year
    FROM delivered
),
ages AS (
    SELECT unnest(range(0, $oldest + 1)) AS age
)
SELECT
    wanted.area_id,
    CAST(years.year AS INTEGER) AS year,
    CAST(ages.age AS INTEGER) AS age,
    CAST(
        CASE WHEN delivered.is_single AND NOT coalesce(by_age.is_incomplete, false) THEN coalesce(by_age.persons, 0) END
        AS DOUBLE
    ) AS persons
FROM wanted
CROSS JOIN years
CROSS JOIN ages
LEFT JOIN delivered ON delivered.area_id = wanted.area_id AND delivered.year = years.year
LEFT JOIN by_age
    ON by_age.area_id = wanted.area_id AND by_age.year = years.year AND by_age.age = ages.age
ORDER BY wanted.area_id, years.year, ages.age
