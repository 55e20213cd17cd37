-- id: betreuung_ueber_einwohnern
-- severity: hinweis
-- title: Mehr betreute Kinder als Einwohner
SELECT
    care_area.area_id,
    make_date(care_area.year, 3, 1) AS reference_date,
    any_value(children) AS value,
    'In ' || any_value(label) || ' sind am 1. März ' || care_area.year || ' ' || german_count(any_value(children))
        || CASE care_area.band WHEN 'u3' THEN ' Kinder unter 3 Jahren' ELSE ' Kinder von 3 bis 5 Jahren' END
        || ' in Betreuung, gemeldet sind ' || german_count(sum_known(resident.persons))
        || ' (Quote über 100 %). Bitte Wohnorte und Alter der Betreuungsliste mit dem Bestand abgleichen.' AS message
FROM care_area
JOIN area_label USING (area_id)
JOIN year_end_population AS resident ON resident.area_id = care_area.area_id AND resident.year = care_area.year - 1
    AND CASE care_area.band WHEN 'u3' THEN resident.age_to <= 2 ELSE resident.age >= 3 AND resident.age_to <= 5 END
GROUP BY care_area.area_id, care_area.year, care_area.band
-- children move between 31 December and 1 March, so a few more are no finding
HAVING any_value(children) > 1.05 * sum_known(resident.persons) + 3
ORDER BY ALL
