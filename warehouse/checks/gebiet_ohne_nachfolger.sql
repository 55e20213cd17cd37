-- id: gebiet_ohne_nachfolger
-- severity: warnung
-- title: Aufgelöstes Gebiet ohne Nachfolger
WITH last_seen AS (
    SELECT area_id, municipality_ags, reference_date, sum(persons) AS persons
    FROM staged_population
    WHERE NOT ends_with(area_id, '-ohne') AND area_id <> municipality_ags
    GROUP BY area_id, municipality_ags, reference_date
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY reference_date DESC) = 1
)
SELECT
    seen.area_id,
    seen.reference_date,
    seen.persons AS value,
    'Das Gebiet ' || any_value(label) || ' (Schlüssel ' || seen.area_id || ') hat nach dem ' || german_date(seen.reference_date)
        || ' keine Einwohner mehr (zuletzt ' || german_count(seen.persons) || ') und keinen Nachfolger; '
        || 'die Zeitreihe bricht ab. Abhilfe: Umschlüsselung liefern (Profil generic_area_mapping).' AS message
FROM last_seen AS seen
JOIN area_label USING (area_id)
JOIN area_today USING (area_id)
JOIN root ON root.municipality_ags = seen.municipality_ags
-- the municipality of the time or its heir went on delivering
JOIN root AS other ON other.root_id = root.root_id
JOIN delivered_date AS later ON later.municipality_ags = other.municipality_ags AND later.reference_date > seen.reference_date
JOIN area_today AS town ON town.area_id = seen.municipality_ags AND town.today_id = coalesce(
    (SELECT today_id FROM area_today WHERE area_id = later.municipality_ags), later.municipality_ags)
LEFT JOIN known_area AS known ON known.area_id = seen.area_id AND known.successor_id IS NOT NULL
WHERE seen.persons >= 20
    AND known.area_id IS NULL AND seen.area_id NOT IN (SELECT source_id FROM mapping)
GROUP BY seen.area_id, seen.reference_date, seen.persons
ORDER BY ALL
