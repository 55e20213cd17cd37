-- Naturalisations (those who leave nationality A), changes of the main dwelling and corrections; grain: year × kind × area_id × sex × age × nationality.
SELECT
    change.year, change.kind, change.area_id, change.sex, change.age, change.age AS age_to, change.nationality,
    sum_known(CASE change.kind WHEN 'naturalisation' THEN -change.persons ELSE change.persons END) AS persons
FROM status_change AS change
JOIN area_member AS member ON member.area_id = change.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id)
    AND change.year > $first
    AND (change.kind IN ('dwelling', 'correction') OR (change.kind = 'naturalisation' AND change.nationality = 'A'))
GROUP BY ALL
