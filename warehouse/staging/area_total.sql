-- Residents of every area of today at 31 December; grain: area_id × year. NULL: incomplete.
CREATE TEMP TABLE area_total AS
SELECT area_id, year(reference_date)::SMALLINT AS year, sum_known(persons)::INTEGER AS persons
FROM area_population
WHERE month(reference_date) = 12 AND day(reference_date) = 31
GROUP BY ALL
