-- id: staatsangehoerigkeit_sprung
-- severity: warnung
-- title: Sprung im Anteil der Staatsangehörigkeiten
WITH share AS (
    SELECT
        municipality_ags,
        reference_date,
        sum(persons) FILTER (nationality = 'A') AS foreigners,
        sum(persons) AS persons
    FROM staged_population
    WHERE nationality IS NOT NULL
    GROUP BY ALL
    HAVING sum(persons) > 0
)
SELECT
    now.municipality_ags AS area_id,
    now.reference_date,
    100.0 * (coalesce(now.foreigners, 0) / now.persons - coalesce(before.foreigners, 0) / before.persons) AS value,
    'In ' || label || ' sind am ' || german_date(now.reference_date) || ' '
        || german_number(100.0 * coalesce(now.foreigners, 0) / now.persons) || ' % ohne deutsche Staatsangehörigkeit, ein Jahr davor waren es '
        || german_number(100.0 * coalesce(before.foreigners, 0) / before.persons)
        || ' %. Bitte die Schlüssel der Staatsangehörigkeit in Lieferung und Profil prüfen.' AS message
FROM share AS now
JOIN share AS before
    ON before.municipality_ags = now.municipality_ags AND before.reference_date = now.reference_date - INTERVAL 1 YEAR
JOIN area_label ON area_label.area_id = now.municipality_ags
-- a reception centre can bring six points to a small town in a year
WHERE abs(coalesce(now.foreigners, 0) / now.persons - coalesce(before.foreigners, 0) / before.persons) > 0.1
    AND abs(coalesce(now.foreigners, 0) - coalesce(before.foreigners, 0)) > 50
ORDER BY ALL
