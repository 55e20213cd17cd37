-- id: mehrfache_zaehlzeile
-- severity: warnung
-- title: Zählzeile mehrfach geliefert
WITH repeated AS (
    SELECT municipality_ags, area_id, reference_date, count(*) AS lines
    FROM delivered_population
    GROUP BY municipality_ags, area_id, reference_date, sex, age, age_to, nationality
    HAVING count(*) > 1
)
SELECT
    municipality_ags AS area_id,
    reference_date,
    sum(lines) AS value,
    'In der Zählung von ' || any_value(label) || ' zum ' || german_date(reference_date) || ' stehen '
        || german_count(sum(lines)) || ' Zeilen für schon genannte Zellen; sie sind addiert.' AS message
FROM repeated
JOIN area_label ON area_label.area_id = municipality_ags
GROUP BY municipality_ags, reference_date
ORDER BY ALL
