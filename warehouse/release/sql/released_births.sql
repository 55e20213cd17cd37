-- Harmonised births of the municipality; grain: area_id × year × mother_age × mother_age_to × sex.
SELECT $municipality_ags AS area_id, year(reference_date)::SMALLINT AS year, age AS mother_age, age_to AS mother_age_to, sex, NULL::VARCHAR AS nationality, published AS births
FROM fitted_flow
ORDER BY year, age, sex
