-- Arrivals in the leaves of a root by kind; grain: year × kind × area_id × origin municipality × type of origin × sex × age × age_to × nationality.
SELECT
    moves.year, moves.kind, moves.destination AS area_id,
    CASE moves.kind WHEN 'member_in' THEN moves.origin END AS municipality,
    CASE moves.kind WHEN 'external_in' THEN moves.origin END AS partner,
    moves.sex, moves.age, moves.age_to, moves.nationality,
    sum_known(moves.moves) AS persons
FROM moves
JOIN area_member AS member ON member.area_id = moves.destination AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id) AND moves.year > $first AND moves.kind IN ('inner', 'member_in', 'external_in')
GROUP BY ALL
