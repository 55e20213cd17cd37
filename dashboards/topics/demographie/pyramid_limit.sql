-- Largest number of persons of one sex and single age among some of the people of an area over all years, known and expected, for axes that stay; one row.
WITH known AS (
    SELECT sum(persons) AS persons
    FROM area_population
    WHERE area_id = $area_id AND sex IS NOT NULL AND age = age_to AND reference_date = make_date(year(reference_date), 12, 31)
        AND age BETWEEN $low AND $high
        AND ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
    GROUP BY reference_date, sex, age
),

expected AS (
    SELECT sum(f.mean) AS persons
    FROM forecast_population AS f
    INNER JOIN area_member AS m ON m.area_id = f.area_id
    WHERE m.ancestor_id = $area_id AND m.is_leaf AND f.scenario = $scenario
        AND f.age BETWEEN $low AND $high
        AND ($sex = '' OR f.sex = $sex) AND ($nationality = '' OR f.nationality = $nationality)
    GROUP BY f.year, f.sex, f.age
)

SELECT greatest((SELECT max(persons) FROM known), (SELECT max(persons) FROM expected)) AS persons
