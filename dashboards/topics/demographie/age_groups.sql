-- Some of the people of one area by given age groups at every reference date; grain: year × age × age_to.
-- A group without rows at a delivered date is zero. A group that cuts through a delivered age class is NULL: it can't be known.
WITH groups AS (
    SELECT unnest($ages::SMALLINT[]) AS age, unnest($ages_to::SMALLINT[]) AS age_to
),

dates AS (
    SELECT DISTINCT reference_date
    FROM area_population
    WHERE area_id = $area_id AND reference_date = make_date(year(reference_date), 12, 31)
)

SELECT
    year(d.reference_date) AS year,
    g.age,
    g.age_to,
    CASE
        WHEN count(p.area_id) = 0 THEN 0
        WHEN min(p.age) >= g.age AND max(p.age_to) <= g.age_to THEN sum_known(p.persons)
    END AS persons
FROM dates AS d
CROSS JOIN groups AS g
LEFT JOIN area_population AS p
    ON p.area_id = $area_id
    AND p.reference_date = d.reference_date
    AND p.age <= g.age_to
    AND p.age_to >= g.age
    AND ($sex = '' OR p.sex = $sex) AND ($nationality = '' OR p.nationality = $nationality)
GROUP BY d.reference_date, g.age, g.age_to
ORDER BY g.age, year
