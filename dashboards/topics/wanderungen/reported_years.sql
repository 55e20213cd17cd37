-- Years in which every municipality of an area has reported moves, or not all of them; grain: area_id × year.
WITH reporter AS (
    SELECT DISTINCT area_member.ancestor_id AS area_id, area.municipality_ags
    FROM area_member JOIN area USING (area_id)
    WHERE list_contains($area_ids, area_member.ancestor_id) AND area.municipality_ags IS NOT NULL
),
reported AS (SELECT DISTINCT reporter_ags, year FROM moves),
known_year AS (SELECT DISTINCT reported.year FROM reported JOIN reporter ON reporter_ags = municipality_ags)
SELECT reporter.area_id, known_year.year, count(reported.year) = count(*) AS is_reported
FROM reporter CROSS JOIN known_year
LEFT JOIN reported ON reporter_ags = municipality_ags AND reported.year = known_year.year
GROUP BY ALL
ORDER BY reporter.area_id, known_year.year
