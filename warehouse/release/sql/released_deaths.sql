-- Harmonised deaths of the municipality; grain: area_id × year × sex × age × age_to.
SELECT $municipality_ags AS area_id, year(reference_date)::SMALLINT AS year, sex, age, age_to, NULL::VARCHAR AS nationality, published AS deaths
FROM fitted_flow
ORDER BY year, age, sex
