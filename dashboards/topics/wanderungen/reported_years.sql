-- Years in which every municipality of an area has reported moves, or not all of them; grain: area_id × year.
-- A release tells the moves of a whole municipality only: of its parts nothing is known then.
WITH reporter AS (
    SELECT area_member.ancestor_id AS area_id, area.municipality_ags, bool_or(area.area_id = area.municipality_ags) AS is_whole
    FROM area_member JOIN area USING (area_id)
    WHERE list_contains($area_ids, area_member.ancestor_id) AND area.municipality_ags IS NOT NULL
    GROUP BY ALL
),
reported AS (SELECT DISTINCT reporter_ags, year FROM moves),
by_part AS (
    SELECT DISTINCT reporter_ags FROM moves
    WHERE CASE WHEN kind IN ('inner', 'member_in', 'external_in') THEN destination ELSE origin END <> reporter_ags
),
known_year AS (SELECT DISTINCT reported.year FROM reported JOIN reporter ON reporter_ags = municipality_ags)
SELECT
    reporter.area_id, known_year.year,
    count(reported.year) = count(*) AND bool_and(is_whole OR by_part.reporter_ags IS NOT NULL) AS is_reported
FROM reporter CROSS JOIN known_year
LEFT JOIN reported ON reported.reporter_ags = municipality_ags AND reported.year = known_year.year
LEFT JOIN by_part ON by_part.reporter_ags = municipality_ags
GROUP BY ALL
ORDER BY reporter.area_id, known_year.year
