-- title: Greying-Index
-- unit: je 100
-- topic: demographie
-- range: 0..100
-- definition: Personen ab 80 Jahren je 100 Personen ab 65 Jahren am 31. Dezember.
SELECT
    area_id,
    year,
    100 * persons_between(persons, age, age_to, 80, 100) / nullif(persons_between(persons, age, age_to, 65, 100), 0) AS value
FROM year_end_population
GROUP BY area_id, year
