-- id: alter_der_mutter
-- severity: warnung
-- title: Unplausibles Alter der Mutter
SELECT
    municipality_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    sum(births) AS value,
    'In ' || any_value(label) || ' sind ' || german_count(sum(births)) || ' Geburten des Jahres ' || year
        || ' Müttern unter 12 oder über 55 Jahren zugeschrieben (Alter ' || min(mother_age)
        || CASE WHEN max(mother_age) > min(mother_age) THEN ' bis ' || max(mother_age) ELSE '' END
        || '); sie zählen mit. Bitte das Geburtsjahr der Mutter im Register prüfen.' AS message
FROM staged_births
JOIN area_label ON area_label.area_id = municipality_ags
WHERE births > 0 AND mother_age = mother_age_to AND (mother_age < 12 OR mother_age > 55)
GROUP BY municipality_ags, year
ORDER BY ALL
