-- title: Anteil unter 3 Jahren
-- unit: Prozent
-- topic: demographie
-- range: 0..20
-- definition: Anteil der Kinder unter 3 Jahren an allen Einwohnerinnen und Einwohnern am 31. Dezember.
SELECT
    area_id,
    year,
    100 * persons_between(persons, age, age_to, 0, 2) / nullif(sum_known(persons), 0) AS value
FROM year_end_population
GROUP BY area_id, year
