-- Housing projects; grain: project_id × year of first occupation.
-- A row delivered several times is taken from the delivery received last.
SELECT
    project_id,
    year,
    municipality_ags,
    area_id,
    name,
    dwelling_type,
    dwellings,
    probability
FROM delivered_housing_project
JOIN delivered_file USING (filename)
QUALIFY row_number() OVER (PARTITION BY project_id, year ORDER BY received DESC) = 1
ORDER BY project_id, year
