-- Expected persons of some areas as small numbers, for sums that are taken many times; means, because only they add up; grain: area × year × sex × age × nationality.
-- area: its place in $area_ids. sex: 1 m, 2 w. nationality: 0 not told, 1 D, 2 A. No $years: all years.
WITH asked AS (SELECT unnest($area_ids::VARCHAR[]) AS area_id, unnest(range(len($area_ids::VARCHAR[]))) AS area)
SELECT
    asked.area::SMALLINT AS area,
    f.year,
    CASE WHEN f.sex = 'm' THEN 1 WHEN f.sex = 'w' THEN 2 END::TINYINT AS sex,
    CASE WHEN f.nationality = 'D' THEN 1 WHEN f.nationality = 'A' THEN 2 ELSE 0 END::TINYINT AS nationality,
    f.age,
    sum(f.mean) AS persons
FROM forecast_population AS f
INNER JOIN area_member AS m ON m.area_id = f.area_id
INNER JOIN asked ON asked.area_id = m.ancestor_id
WHERE m.is_leaf AND f.scenario = $scenario
    AND (len($years::SMALLINT[]) = 0 OR f.year IN (SELECT unnest($years::SMALLINT[])))
GROUP BY ALL
