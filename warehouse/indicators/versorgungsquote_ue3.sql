-- title: Versorgungsquote Ü3
-- unit: Prozent
-- topic: kita
-- range: 0..2000
-- definition: Belegbare Kindergartenplätze der Kitas im Gebiet am 1. März je 100 Kinder von 3 bis 5 Jahren am 31. Dezember davor.
SELECT care_area.area_id, care_area.year, 100 * any_value(care_area.places) / nullif(persons_between(persons, age, age_to, 3, 5), 0) AS value
FROM care_area
JOIN year_end_population AS resident ON resident.area_id = care_area.area_id AND resident.year = care_area.year - 1
WHERE care_area.band = 'ue3'
GROUP BY care_area.area_id, care_area.year
