-- area_population on the territorial status in force on a day (2018-12-31, or heute); grain: area_id × reference_date × sex × age × age_to × nationality.
CREATE MACRO population_on_status(wanted) AS TABLE
SELECT area_id, reference_date, sex, age, age_to, nationality, persons
FROM area_population
WHERE area_id NOT IN (SELECT area_id FROM left_on_status(wanted))
UNION ALL
SELECT area_id, reference_date, sex, age, age_to, nationality, persons
FROM territory_population
JOIN status_of_root(wanted) USING (root_id, status)
