-- Expected age structure of one area in a forecast year; means, because only they add up over areas; grain: sex × age × nationality.
SELECT f.sex, f.age, f.age AS age_to, f.nationality, sum(f.mean) AS persons
FROM forecast_population AS f
INNER JOIN area_member AS m ON m.area_id = f.area_id
WHERE m.ancestor_id = $area_id AND m.is_leaf AND f.scenario = $scenario AND f.year = $year
GROUP BY f.sex, f.age, f.nationality
ORDER BY f.sex, f.age, f.nationality
