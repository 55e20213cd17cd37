-- Main residents of the smallest delivered areas; grain: area_id × reference_date × sex × age × age_to × nationality.
SELECT area_id, reference_date, sex, age, age_to, nationality, persons
FROM staged_population
ORDER BY reference_date, area_id, sex, nationality, age
