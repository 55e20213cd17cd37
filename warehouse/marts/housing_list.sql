-- Every list of housing projects in force; grain: list_number × project_id × year of first occupation.
SELECT
    file.dated AS list_number,
    file.listed_on,
    file.owner_id,
    file.part = 'fertigstellungen' AS is_completion,
    project_id,
    year,
    municipality_ags,
    area_id,
    name,
    dwelling_type,
    dwellings,
    probability
FROM delivered_housing_project
JOIN delivered_file AS file USING (filename)
ORDER BY list_number, project_id, year
