-- Expected persons of a part of the people and of those it is set against; means, because only they add up; grain: area_id × year.
SELECT
    m.ancestor_id AS area_id,
    f.year,
    sum(f.mean * CASE WHEN f.age >= $low_2 THEN $sign ELSE 1 END) FILTER (
        ((f.age BETWEEN $low AND $high) OR (f.age BETWEEN $low_2 AND $high_2))
        AND ($sex = '' OR f.sex = $sex) AND ($nationality = '' OR f.nationality = $nationality)
    ) AS part,
    sum(f.mean) FILTER (
        f.age BETWEEN $whole_low AND $whole_high
        AND ($whole_sex = '' OR f.sex = $whole_sex) AND ($whole_nationality = '' OR f.nationality = $whole_nationality)
    ) AS whole
FROM forecast_population AS f
INNER JOIN area_member AS m ON m.area_id = f.area_id
WHERE m.ancestor_id IN (SELECT unnest($area_ids::VARCHAR[])) AND m.is_leaf
    AND f.scenario = $scenario AND f.year IN (SELECT unnest($years::SMALLINT[]))
GROUP BY m.ancestor_id, f.year
ORDER BY m.ancestor_id, f.year
