-- title: Anteil ab 80 Jahren
-- unit: Prozent
-- topic: demographie
-- range: 0..60
-- definition: Anteil der Personen ab 80 Jahren an allen Einwohnerinnen und Einwohnern am 31. Dezember.
SELECT
    area_id,
    year,
    100 * persons_between(persons, age, age_to, 80, 100) / nullif(sum_known(persons), 0) AS value
FROM year_end_population
GROUP BY area_id, year
