-- id: gebietssumme
-- severity: fehler
-- title: Summe der Gebiete ist nicht die Gemeinde
WITH own AS (
    SELECT area_today.today_id AS area_id, reference_date, sum(persons) AS persons
    FROM population JOIN area_today USING (area_id)
    GROUP BY ALL
),
parts AS (
    SELECT member.ancestor_id AS area_id, reference_date, sum(persons) AS persons
    FROM own JOIN area_member AS member USING (area_id)
    GROUP BY ALL
),
total AS (
    SELECT area_id, reference_date, sum_known(persons) AS persons FROM area_population GROUP BY ALL
)
SELECT
    area_id,
    reference_date,
    total.persons - parts.persons AS value,
    'Am ' || german_date(reference_date) || ' hat ' || label || ' ' || german_count(total.persons)
        || ' Personen, die Teilgebiete zusammen ' || german_count(parts.persons) || '.' AS message
FROM total
JOIN parts USING (area_id, reference_date)
JOIN area_label USING (area_id)
WHERE total.persons <> parts.persons
ORDER BY ALL
