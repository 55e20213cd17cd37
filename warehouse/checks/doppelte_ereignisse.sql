-- id: doppelte_ereignisse
-- severity: warnung
-- title: Ereignis mehrfach geliefert
WITH repeated AS (
    SELECT municipality_ags, year, event_kind, person_key, event_date, sum(sign) - 1 AS surplus
    FROM staged_event
    WHERE event_kind IN ('birth', 'death', 'in', 'out', 'inner_move')
    GROUP BY ALL
    HAVING sum(sign) > 1
)
SELECT
    municipality_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    sum(surplus) AS value,
    'In ' || any_value(label) || ' sind ' || german_count(sum(surplus)) || ' Ereignisse des Jahres ' || year
        || ' mehr als einmal für dieselbe Person und denselben Tag geliefert (erster Tag ' || german_date(min(event_date))
        || '); sie zählen mehrfach. Bitte die Lieferung ohne die Wiederholungen neu einlesen.' AS message
FROM repeated
JOIN area_label ON area_label.area_id = municipality_ags
GROUP BY municipality_ags, year
ORDER BY ALL
