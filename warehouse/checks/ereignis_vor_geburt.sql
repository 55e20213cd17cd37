-- id: ereignis_vor_geburt
-- severity: warnung
-- title: Ereignis vor der Geburt
SELECT
    municipality_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    count(*) AS value,
    'In ' || any_value(label) || ' liegen ' || german_count(count(*)) || ' Bewegungen des Jahres ' || year
        || ' vor der Geburt der Person; sie zählen mit dem Alter 0.' AS message
FROM staged_event
JOIN area_label ON area_label.area_id = municipality_ags
WHERE (birth_year, birth_month) > (year(event_date), month(event_date))
GROUP BY municipality_ags, year
ORDER BY ALL
