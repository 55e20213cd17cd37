-- id: gebiet_fehlt_im_jahr
-- severity: warnung
-- title: Gebiet fehlt an einem Stichtag
WITH resident AS (
    SELECT municipality_ags, area_id, reference_date, sum(persons) AS persons
    FROM staged_population
    WHERE NOT ends_with(area_id, '-ohne')
    GROUP BY ALL
),
span AS (
    SELECT municipality_ags, area_id, min(reference_date) AS first_date, max(reference_date) AS last_date
    FROM resident WHERE persons > 0
    GROUP BY ALL
)
SELECT
    span.area_id,
    given.reference_date,
    arg_max(resident.persons, resident.reference_date) AS value,
    'Im Bestand vom ' || german_date(given.reference_date) || ' fehlt ' || any_value(label) || ' (Schlüssel ' || span.area_id
        || '), davor lebten dort ' || german_count(arg_max(resident.persons, resident.reference_date))
        || ' Personen und danach wieder welche. Bitte die Lieferung der Gemeinde auf dieses Gebiet prüfen.' AS message
FROM span
JOIN delivered_date AS given
    ON given.municipality_ags = span.municipality_ags
    AND given.reference_date > span.first_date AND given.reference_date < span.last_date
JOIN resident ON resident.area_id = span.area_id AND resident.reference_date < given.reference_date AND resident.persons > 0
JOIN area_label ON area_label.area_id = span.area_id
WHERE (span.area_id, given.reference_date) NOT IN (SELECT area_id, reference_date FROM resident WHERE persons > 0 OR persons IS NULL)
GROUP BY span.area_id, given.reference_date
HAVING arg_max(resident.persons, resident.reference_date) >= 20
ORDER BY ALL
