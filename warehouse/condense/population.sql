-- Residents of individual stocks as counts; grain: municipality_ags × area_id × reference_date × sex × age × nationality.
SELECT municipality_ags, area_id, reference_date, sex, age, age AS age_to, nationality, persons
FROM resident_count
ORDER BY ALL
