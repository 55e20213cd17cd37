-- Naturalisations (those who leave nationality A) and changes of the main dwelling; grain: year × kind × area_id × sex × age × nationality.
SELECT
    change.year, change.kind, change.area_id, change.sex, change.age, change.age AS age_to, change.nationality,
    sum_known(CASE change.kind WHEN 'naturalisation' THEN -change.persons ELSE change.persons END) AS persons
FROM status_change AS change
JOIN area_member AS member ON member.area_id = change.area_id AND member.is_leaf
WHERE member.ancestor_id = $root
    AND change.year > $first
    AND (change.kind = 'dwelling' OR (change.kind = 'naturalisation' AND change.nationality = 'A'))
GROUP BY ALL
