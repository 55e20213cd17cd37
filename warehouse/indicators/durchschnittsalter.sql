-- title: Durchschnittsalter
-- unit: Jahre
-- topic: demographie
-- range: 15..85
-- definition: Σ (Alter + 0,5) × Personen ÷ Personen, Alter in vollendeten Jahren am 31. Dezember. Bei Altersgruppen zählt die Gruppenmitte; fehlt, wenn eine geschlossene Gruppe mehr als 10 Jahre umfasst.
SELECT
    area_id,
    year,
    CASE WHEN coalesce(max(age_to - age + 1) FILTER (age_to < 100), 1) <= 10
        THEN sum_known(persons * (age + age_to + 1) / 2.0) / nullif(sum_known(persons), 0) END AS value
FROM year_end_population
GROUP BY area_id, year
