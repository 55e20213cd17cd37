-- Housing projects in the leaves of a root; grain: year of first occupation × area_id × dwelling_type. dwellings are weighted by probability.
SELECT
    project.year, project.area_id, project.dwelling_type, type.persons_per_dwelling,
    sum(project.dwellings * project.probability) AS dwellings
FROM housing_project AS project
JOIN area_member AS member ON member.area_id = project.area_id AND member.is_leaf
JOIN dwelling_type AS type ON type.code = project.dwelling_type
WHERE member.ancestor_id = $root
GROUP BY ALL
ORDER BY ALL
