-- title: Billeter-Maß
-- unit: Verhältnis
-- topic: demographie
-- range: -10..2
-- definition: (Personen unter 15 − Personen ab 50 Jahren) ÷ Personen von 15 bis 49 Jahren am 31. Dezember; je kleiner, desto älter die Bevölkerung.
SELECT
    area_id,
    year,
    (persons_between(persons, age, age_to, 0, 14) - persons_between(persons, age, age_to, 50, 100))
        / nullif(persons_between(persons, age, age_to, 15, 49), 0) AS value
FROM year_end_population
GROUP BY area_id, year
