-- title: Versorgungsquote U3
-- unit: Prozent
-- topic: kita
-- range: 0..2000
-- definition: Belegbare Krippenplätze der Kitas im Gebiet am 1. März je 100 Kinder unter 3 Jahren am 31. Dezember davor; ohne Tagespflege.
SELECT care_area.area_id, care_area.year, 100 * any_value(care_area.places) / nullif(persons_between(persons, age, age_to, 0, 2), 0) AS value
FROM care_area
JOIN year_end_population AS resident ON resident.area_id = care_area.area_id AND resident.year = care_area.year - 1
WHERE care_area.band = 'u3'
GROUP BY care_area.area_id, care_area.year
