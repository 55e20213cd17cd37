-- Moves across the outer border by single municipality or state on the other side; grain: year × direction × partner × code.
-- name: of the code where a code list has it. code NULL: only the category, or nothing, is known. moves NULL: withheld, or not broken down as asked for.
SELECT
    year, direction, partner, code, any_value(name) AS name,
    sum_known(CASE WHEN ($sex IS NULL OR sex IS NOT NULL) AND ($nationality IS NULL OR nationality IS NOT NULL) THEN moves END) AS moves
FROM outside_partner
WHERE reporter_ags IN (SELECT area_id FROM area_member WHERE ancestor_id = $area_id)
    AND ($sex IS NULL OR sex IS NULL OR sex = $sex)
    AND ($nationality IS NULL OR nationality IS NULL OR nationality = $nationality)
GROUP BY year, direction, partner, code
ORDER BY ALL
