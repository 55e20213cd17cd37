-- title: Jugendquotient
-- unit: je 100
-- topic: demographie
-- range: 0..150
-- definition: Personen unter 20 Jahren je 100 Personen von 20 bis 64 Jahren am 31. Dezember.
SELECT
    area_id,
    year,
    100 * persons_between(persons, age, age_to, 0, 19) / nullif(persons_between(persons, age, age_to, 20, 64), 0) AS value
FROM year_end_population
GROUP BY area_id, year
