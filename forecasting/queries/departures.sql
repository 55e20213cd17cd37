-- Departures from the leaves of a root by kind; grain: year × kind × area_id × type of destination × sex × age × age_to × nationality.
SELECT
    moves.year, moves.kind, moves.origin AS area_id,
    CASE moves.kind WHEN 'external_out' THEN moves.destination END AS partner,
    moves.sex, moves.age, moves.age_to, moves.nationality,
    sum_known(moves.moves) AS persons
FROM moves
JOIN area_member AS member ON member.area_id = moves.origin AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id) AND moves.year > $first AND moves.kind IN ('inner', 'member_out', 'external_out')
GROUP BY ALL
