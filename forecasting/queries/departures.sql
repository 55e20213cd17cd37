-- Departures from the leaves of a root by kind; grain: year × kind × area_id × sex × age × age_to × nationality.
SELECT
    moves.year, moves.kind, moves.origin AS area_id,
    moves.sex, moves.age, moves.age_to, moves.nationality,
    sum_known(moves.moves) AS persons
FROM moves
JOIN area_member AS member ON member.area_id = moves.origin AND member.is_leaf
WHERE member.ancestor_id = $root AND moves.year > $first AND moves.kind IN ('inner', 'member_out', 'external_out')
GROUP BY ALL
