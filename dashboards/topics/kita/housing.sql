-- Housing projects of an area; grain: project_id × year.
SELECT
    housing_project.project_id,
    housing_project.name,
    housing_project.area_id,
    housing_project.year,
    coalesce(dwelling_type.label, housing_project.dwelling_type) AS dwelling_type,
    housing_project.dwellings,
    housing_project.probability
FROM housing_project
JOIN area_member ON area_member.area_id = housing_project.area_id AND area_member.ancestor_id = $area_id
LEFT JOIN dwelling_type ON dwelling_type.code = housing_project.dwelling_type
ORDER BY housing_project.year, housing_project.name
