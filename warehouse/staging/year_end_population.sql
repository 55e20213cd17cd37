-- Population of every area of today at 31 December, for indicators; grain: area_id × year × sex × age × age_to × nationality.
CREATE TEMP VIEW year_end_population AS
SELECT area_id, year(reference_date)::SMALLINT AS year, sex, age, age_to, nationality, persons
FROM area_population
WHERE month(reference_date) = 12 AND day(reference_date) = 31
