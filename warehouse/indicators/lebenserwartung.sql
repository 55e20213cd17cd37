-- title: Lebenserwartung bei Geburt
-- unit: Jahre
-- topic: demographie
-- range: 60..95
-- definition: Mittlere Lebensdauer nach der Periodensterbetafel beider Geschlechter; Sterbefälle und Bestände von fünf Jahren zusammen, das genannte ist das letzte. Nur für Gemeinden und größere Gebiete mit mindestens 300 Sterbefällen in dieser Zeit und Sterbefällen nach einzelnen Altersjahren.
WITH wide_area AS (
    SELECT area_id FROM area JOIN area_level ON area_level.code = area.level WHERE area_level.sort <= (SELECT sort FROM area_level WHERE code = 'gemeinde')
),
died AS (
    SELECT member.ancestor_id AS area_id, year, age, age_to, sum_known(deaths) AS deaths
    FROM deaths
    JOIN area_member AS member USING (area_id)
    WHERE member.ancestor_id IN (SELECT area_id FROM wide_area)
    GROUP BY ALL
),
stock AS (
    SELECT area_id, year, age, sum_known(persons) AS persons
    FROM year_end_population
    WHERE area_id IN (SELECT area_id FROM wide_area) AND age = age_to
    GROUP BY ALL
),
-- persons of the birth year that is `age` at the end of the year, before and after; those of age 0 were born in it
year_age AS (
    SELECT
        after.area_id,
        after.year,
        after.age,
        coalesce(died.deaths, 0) AS deaths,
        CASE WHEN after.age = 0 THEN component.births ELSE (coalesce(before.persons, 0) + after.persons + coalesce(died.deaths, 0)) / 2.0 END AS at_risk
    FROM (
        SELECT area_year.area_id, area_year.year, ages.age, coalesce(stock.persons, 0) AS persons
        FROM (SELECT DISTINCT area_id, year FROM stock) AS area_year
        CROSS JOIN (SELECT unnest(range(0, 101)) AS age) AS ages
        LEFT JOIN stock ON stock.area_id = area_year.area_id AND stock.year = area_year.year AND stock.age = ages.age
    ) AS after
    JOIN area_component AS component ON component.area_id = after.area_id AND component.year = after.year
    LEFT JOIN stock AS before ON before.area_id = after.area_id AND before.year = after.year - 1 AND before.age = after.age - 1
    LEFT JOIN died ON died.area_id = after.area_id AND died.year = after.year AND died.age = after.age AND died.age_to = after.age
    WHERE component.deaths IS NOT NULL AND component.births IS NOT NULL
),
pooled AS (
    SELECT last.area_id, last.year, y.age, sum(y.deaths) AS deaths, sum(y.at_risk) AS at_risk, count(DISTINCT y.year) AS years
    FROM (SELECT DISTINCT area_id, year FROM year_age) AS last
    JOIN year_age AS y ON y.area_id = last.area_id AND y.year BETWEEN last.year - 4 AND last.year
    WHERE EXISTS (SELECT 1 FROM stock AS s WHERE s.area_id = last.area_id AND s.year = last.year - 5)
    GROUP BY last.area_id, last.year, y.age
),
-- survivors half a year above each age; everybody is 100 at most half a year on average of those who get there
alive AS (
    SELECT
        area_id,
        year,
        age,
        deaths,
        at_risk,
        years,
        exp(sum(ln(greatest(1 - least(deaths / nullif(at_risk, 0), 0.999), 0.001))) OVER (PARTITION BY area_id, year ORDER BY age)) AS left_over
    FROM pooled
    WHERE age < 100
)
SELECT
    alive.area_id,
    alive.year,
    CASE WHEN min(alive.years) = 5 AND sum(alive.deaths) >= 300 AND bool_and(alive.at_risk > 0 OR alive.age > 90)
            AND NOT EXISTS (SELECT 1 FROM died AS d WHERE d.area_id = alive.area_id AND d.year BETWEEN alive.year - 4 AND alive.year AND (d.age <> d.age_to OR d.deaths IS NULL) AND coalesce(d.deaths, 1) > 0)
        -- the first half year, then whole years between half ages, then what is left at 99.5
        THEN 0.5 + sum(alive.left_over) - 0.5 * arg_min(alive.left_over, alive.age) END AS value
FROM alive
GROUP BY alive.area_id, alive.year
