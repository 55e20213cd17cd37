-- Births of the leaves of a root; grain: year × area_id × mother_age × mother_age_to × nationality of the child.
SELECT
    births.year, births.area_id, CAST('w' AS VARCHAR) AS sex,
    births.mother_age AS age, births.mother_age_to AS age_to, births.nationality,
    sum_known(births.births) AS persons
FROM births
JOIN area_member AS member ON member.area_id = births.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id) AND births.year > $first
GROUP BY ALL
