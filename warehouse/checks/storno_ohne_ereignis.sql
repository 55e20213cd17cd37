-- id: storno_ohne_ereignis
-- severity: hinweis
-- title: Storno ohne Ereignis
WITH taken_back AS (
    SELECT municipality_ags, year, person_key, event_kind, event_date
    FROM staged_event
    GROUP BY ALL
    HAVING sum(sign) < 0
)
SELECT
    municipality_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    count(*) AS value,
    'In ' || any_value(label) || ' nehmen ' || german_count(count(*)) || ' Stornierungen des Jahres ' || year
        || ' ein Ereignis zurück, das nicht geliefert ist.' AS message
FROM taken_back
JOIN area_label ON area_label.area_id = municipality_ags
GROUP BY municipality_ags, year
ORDER BY ALL
