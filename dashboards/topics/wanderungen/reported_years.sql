-- Years in which every municipality of an area has reported moves, or not all of them; grain: area_id × year.
-- has_outer, has_inner: in any year all of them report moves across their border, or inside it; who reports none of a kind in any year does not count it.
-- is_part: the area lies below a municipality, so moves inside that cross its border.
WITH reporter AS (
    SELECT DISTINCT
        area_member.ancestor_id AS area_id, area.municipality_ags,
        coalesce(above.municipality_ags <> above.area_id, false) AS is_part
    FROM area_member
    JOIN area USING (area_id)
    JOIN area AS above ON above.area_id = area_member.ancestor_id
    WHERE list_contains($area_ids, area_member.ancestor_id) AND area.municipality_ags IS NOT NULL
),
told AS (
    SELECT reporter_ags, bool_or(kind <> 'inner') AS has_outer, bool_or(kind = 'inner') AS has_inner
    FROM moves
    GROUP BY reporter_ags
),
reported AS (SELECT DISTINCT reporter_ags, year FROM moves),
known_year AS (SELECT DISTINCT reported.year FROM reported JOIN reporter ON reporter_ags = municipality_ags)
SELECT
    reporter.area_id, known_year.year, count(reported.year) = count(*) AS is_reported,
    bool_and(coalesce(told.has_outer, false)) AS has_outer,
    bool_and(coalesce(told.has_inner, false)) AS has_inner,
    bool_or(reporter.is_part) AS is_part
FROM reporter CROSS JOIN known_year
LEFT JOIN reported ON reported.reporter_ags = municipality_ags AND reported.year = known_year.year
LEFT JOIN told ON told.reporter_ags = municipality_ags
GROUP BY ALL
ORDER BY reporter.area_id, known_year.year
