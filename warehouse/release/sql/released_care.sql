-- Harmonised children in care of the municipality; schoolchildren stand at the youngest age of their group; grain: reference_date × home_area_id × form × age.
SELECT reference_date, $municipality_ags AS home_area_id, NULL::VARCHAR AS facility_id, kind AS form, age, published AS children
FROM fitted_flow
ORDER BY reference_date, form, age
