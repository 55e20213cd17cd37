-- id: sprung_zum_vorjahr
-- severity: hinweis
-- title: Sprung der Einwohnerzahl zum Vorjahr
SELECT
    area_id,
    make_date(now.year, 12, 31) AS reference_date,
    100.0 * (now.persons - before.persons) / nullif(before.persons, 0) AS value,
    label || ' hat Ende ' || now.year || ' ' || german_count(abs(now.persons - before.persons)) || ' Personen '
        || CASE WHEN now.persons > before.persons THEN 'mehr' ELSE 'weniger' END || ' als ein Jahr davor ('
        || CASE WHEN before.persons = 0 THEN 'davor niemand' ELSE
            CASE WHEN now.persons > before.persons THEN '+' ELSE '−' END
            || german_number(100.0 * abs(now.persons - before.persons) / nullif(before.persons, 0)) || ' %'
        END || ').' AS message
FROM area_total AS now
JOIN area_total AS before USING (area_id)
JOIN area_label USING (area_id)
WHERE before.year = now.year - 1
    AND abs(now.persons - before.persons) > 50
    AND abs(now.persons - before.persons) > 0.1 * before.persons
ORDER BY ALL
