-- Persons born in one year, all or of one sex or nationality, in chosen areas at every year end; grain: area_id × year.
-- NULL where the birth year is only known inside an age class; an age without rows at a delivered date is zero.
WITH dates AS (
    SELECT DISTINCT area_id, reference_date, year(reference_date) - $birth_year AS age
    FROM area_population
    WHERE area_id IN (SELECT unnest($area_ids::VARCHAR[]))
        AND reference_date = make_date(year(reference_date), 12, 31)
)

SELECT
    d.area_id,
    year(d.reference_date) AS year,
    CASE
        WHEN count(p.area_id) = 0 THEN 0
        ELSE sum_known(CASE WHEN p.age = p.age_to OR p.persons = 0 THEN p.persons END)
    END AS persons
FROM dates AS d
LEFT JOIN area_population AS p
    ON p.area_id = d.area_id AND p.reference_date = d.reference_date AND p.age <= d.age AND p.age_to >= d.age
    AND ($sex = '' OR p.sex = $sex) AND ($nationality = '' OR p.nationality = $nationality)
WHERE d.age BETWEEN 0 AND 99
GROUP BY d.area_id, d.reference_date
ORDER BY d.area_id, year
