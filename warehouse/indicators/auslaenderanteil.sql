-- title: Ausländeranteil
-- unit: Prozent
-- topic: demographie
-- range: 0..100
-- definition: Anteil der Personen ohne deutsche Staatsangehörigkeit an allen Einwohnerinnen und Einwohnern am 31. Dezember. Wer neben der deutschen eine weitere hat, zählt als deutsch.
SELECT
    area_id,
    year,
    CASE WHEN bool_and(nationality IS NOT NULL OR persons = 0)
        THEN 100 * sum_known(CASE WHEN nationality = 'A' THEN persons ELSE 0 * persons END) / nullif(sum_known(persons), 0) END AS value
FROM year_end_population
GROUP BY area_id, year
