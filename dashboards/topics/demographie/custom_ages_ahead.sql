-- Mean and median age of some of the people as expected by the forecast, and how many they are; grain: area_id × year.
WITH aged AS (
    SELECT m.ancestor_id AS area_id, f.year, f.age, sum(f.mean) AS persons
    FROM forecast_population AS f
    INNER JOIN area_member AS m ON m.area_id = f.area_id
    WHERE m.ancestor_id IN (SELECT unnest($area_ids::VARCHAR[])) AND m.is_leaf
        AND f.scenario = $scenario AND f.year IN (SELECT unnest($years::SMALLINT[]))
        AND f.age BETWEEN $low AND $high
        AND ($sex = '' OR f.sex = $sex) AND ($nationality = '' OR f.nationality = $nationality)
    GROUP BY m.ancestor_id, f.year, f.age
),

reached AS (
    SELECT
        *,
        sum(persons) OVER (PARTITION BY area_id, year ORDER BY age) AS up_to,
        sum(persons) OVER (PARTITION BY area_id, year) AS total
    FROM aged
)

SELECT
    area_id,
    year,
    any_value(total) AS base,
    sum((age + 0.5) * persons) / nullif(any_value(total), 0) AS mean_age,
    arg_min(age + (total / 2.0 - (up_to - persons)) / persons, age) FILTER (up_to >= total / 2.0 AND persons > 0) AS median_age
FROM reached
GROUP BY area_id, year
ORDER BY area_id, year
