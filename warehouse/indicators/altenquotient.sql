-- title: Altenquotient
-- unit: je 100
-- topic: demographie
-- range: 0..250
-- definition: Personen ab 65 Jahren je 100 Personen von 20 bis 64 Jahren am 31. Dezember.
SELECT
    area_id,
    year,
    100 * persons_between(persons, age, age_to, 65, 100) / nullif(persons_between(persons, age, age_to, 20, 64), 0) AS value
FROM year_end_population
GROUP BY area_id, year
