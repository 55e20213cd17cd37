-- Housing projects below the areas of a root; grain: project_id × year of first occupation.
SELECT DISTINCT
    project.project_id, project.name, project.area_id, project.municipality_ags, project.year,
    project.dwelling_type, project.dwellings, project.probability
FROM housing_project AS project
JOIN area_member AS member ON member.area_id = project.area_id
WHERE list_contains($roots, member.ancestor_id)
ORDER BY project.project_id, project.year
