-- title: Bevölkerung
-- unit: Personen
-- topic: demographie
-- range: 0..
-- definition: Einwohnerinnen und Einwohner mit alleiniger oder Hauptwohnung am 31. Dezember.
SELECT area_id, year, sum_known(persons) AS value
FROM year_end_population
GROUP BY area_id, year
