-- Expected persons born in one year in an area in the forecast; means, because only they add up; grain: year.
SELECT f.year, sum(f.mean) AS persons
FROM forecast_population AS f
INNER JOIN area_member AS m ON m.area_id = f.area_id
WHERE m.ancestor_id = $area_id AND m.is_leaf AND f.scenario = $scenario
    AND f.age = f.year - $birth_year AND f.age < 100
    AND ($sex = '' OR f.sex = $sex) AND ($nationality = '' OR f.nationality = $nationality)
GROUP BY f.year
ORDER BY f.year
