-- Arrivals in the leaves of a root by kind; grain: year × kind × area_id × origin municipality × sex × age × age_to × nationality.
SELECT
    moves.year, moves.kind, moves.destination AS area_id,
    CASE moves.kind WHEN 'member_in' THEN moves.origin END AS municipality,
    moves.sex, moves.age, moves.age_to, moves.nationality,
    sum_known(moves.moves) AS persons
FROM moves
JOIN area_member AS member ON member.area_id = moves.destination AND member.is_leaf
WHERE member.ancestor_id = $root AND moves.year > $first AND moves.kind IN ('inner', 'member_in', 'external_in')
GROUP BY ALL
