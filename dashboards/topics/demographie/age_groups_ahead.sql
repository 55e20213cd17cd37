-- Expected persons of some of the people of one area by given age groups; means, because only they add up; grain: year × age × age_to.
WITH groups AS (
    SELECT unnest($ages::SMALLINT[]) AS age, unnest($ages_to::SMALLINT[]) AS age_to
)

SELECT f.year, g.age, g.age_to, sum(f.mean) AS persons
FROM forecast_population AS f
INNER JOIN area_member AS m ON m.area_id = f.area_id
INNER JOIN groups AS g ON f.age BETWEEN g.age AND g.age_to
WHERE m.ancestor_id = $area_id AND m.is_leaf AND f.scenario = $scenario
    AND ($sex = '' OR f.sex = $sex) AND ($nationality = '' OR f.nationality = $nationality)
GROUP BY f.year, g.age, g.age_to
ORDER BY g.age, f.year
