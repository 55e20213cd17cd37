-- id: gebiet_ohne_vorgeschichte
-- severity: warnung
-- title: Neues Gebiet ohne Umschlüsselung
WITH first_seen AS (
    SELECT area_id, municipality_ags, reference_date, sum(persons) AS persons
    FROM staged_population
    WHERE NOT ends_with(area_id, '-ohne') AND area_id <> municipality_ags
    GROUP BY area_id, municipality_ags, reference_date
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY reference_date) = 1
)
SELECT
    seen.area_id,
    seen.reference_date,
    seen.persons AS value,
    'Das Gebiet ' || any_value(label) || ' (Schlüssel ' || seen.area_id || ') hat erst ab ' || german_date(seen.reference_date)
        || ' Einwohner (' || german_count(seen.persons) || '), die Gemeinde schon früher; davor steht es mit 0. '
        || 'Ist es aus anderen Gebieten entstanden, fehlt eine Umschlüsselung (Profil generic_area_mapping).' AS message
FROM first_seen AS seen
JOIN area_label USING (area_id)
JOIN delivered_date AS earlier
    ON earlier.municipality_ags = seen.municipality_ags AND earlier.reference_date < seen.reference_date
-- a new quarter fills slowly; a hundred people at once lived in another area before
WHERE seen.persons >= 100
    AND seen.area_id NOT IN (SELECT target_id FROM mapping)
    AND seen.area_id NOT IN (SELECT successor_id FROM known_area WHERE successor_id IS NOT NULL)
GROUP BY seen.area_id, seen.reference_date, seen.persons
ORDER BY ALL
