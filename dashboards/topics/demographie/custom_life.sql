-- Life expectancy at birth of one sex, five years pooled as the indicator of all people; grain: area_id × year.
-- Only where that of all people is known and at least 300 of the sex died; the steps are those of the indicator.
WITH known AS (
    SELECT area_id, year
    FROM indicator_value
    WHERE indicator_id = 'lebenserwartung' AND value IS NOT NULL AND area_id IN (SELECT unnest($area_ids::VARCHAR[]))
),

died AS (
    SELECT m.ancestor_id AS area_id, d.year, d.age, sum_known(d.deaths) AS deaths
    FROM deaths AS d
    INNER JOIN area_member AS m ON m.area_id = d.area_id
    WHERE m.ancestor_id IN (SELECT area_id FROM known) AND d.sex = $sex
    GROUP BY m.ancestor_id, d.year, d.age
),

born AS (
    SELECT m.ancestor_id AS area_id, b.year, sum_known(b.births) AS births
    FROM births AS b
    INNER JOIN area_member AS m ON m.area_id = b.area_id
    WHERE m.ancestor_id IN (SELECT area_id FROM known) AND b.sex = $sex
    GROUP BY m.ancestor_id, b.year
),

stock AS (
    SELECT area_id, year(reference_date) AS year, age, sum_known(persons) AS persons
    FROM area_population
    WHERE area_id IN (SELECT area_id FROM known) AND age = age_to AND sex = $sex
        AND reference_date = make_date(year(reference_date), 12, 31)
    GROUP BY area_id, year(reference_date), age
),

-- persons of the birth year that is `age` at the end of the year, before and after; those of age 0 were born in it
year_age AS (
    SELECT
        after.area_id,
        after.year,
        after.age,
        coalesce(died.deaths, 0) AS deaths,
        CASE WHEN after.age = 0 THEN born.births ELSE (coalesce(before.persons, 0) + after.persons + coalesce(died.deaths, 0)) / 2.0 END AS at_risk
    FROM (
        SELECT dates.area_id, dates.year, ages.age, coalesce(stock.persons, 0) AS persons
        FROM (SELECT DISTINCT area_id, year FROM stock) AS dates
        CROSS JOIN (SELECT unnest(range(0, 100)) AS age) AS ages
        LEFT JOIN stock ON stock.area_id = dates.area_id AND stock.year = dates.year AND stock.age = ages.age
    ) AS after
    LEFT JOIN born ON born.area_id = after.area_id AND born.year = after.year
    LEFT JOIN stock AS before ON before.area_id = after.area_id AND before.year = after.year - 1 AND before.age = after.age - 1
    LEFT JOIN died ON died.area_id = after.area_id AND died.year = after.year AND died.age = after.age
),

pooled AS (
    SELECT known.area_id, known.year, y.age, sum(y.deaths) AS deaths, sum_known(y.at_risk) AS at_risk
    FROM known
    INNER JOIN year_age AS y ON y.area_id = known.area_id AND y.year BETWEEN known.year - 4 AND known.year
    GROUP BY known.area_id, known.year, y.age
),

alive AS (
    SELECT
        *,
        exp(sum(ln(greatest(1 - least(deaths / nullif(at_risk, 0), 0.999), 0.001))) OVER (PARTITION BY area_id, year ORDER BY age)) AS left_over
    FROM pooled
)

SELECT
    area_id,
    year,
    sum(at_risk) AS base,
    CASE WHEN sum(deaths) >= 300 AND bool_and(at_risk > 0 OR age > 90)
        THEN 0.5 + sum(left_over) - 0.5 * arg_min(left_over, age) END AS value
FROM alive
GROUP BY area_id, year
ORDER BY area_id, year
