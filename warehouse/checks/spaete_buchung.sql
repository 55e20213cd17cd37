-- id: spaete_buchung
-- severity: hinweis
-- title: Nach Jahresschluss gebuchte Bewegungen
SELECT
    municipality_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    count(*) AS value,
    'In ' || any_value(label) || ' sind ' || german_count(count(*)) || ' Bewegungen des Jahres ' || year
        || ' erst nach dem 31. Januar des Folgejahres gebucht; sie zählen im Jahr des Ereignisses.' AS message
FROM staged_event
JOIN area_label ON area_label.area_id = municipality_ags
-- stocks are drawn some weeks after the turn of the year, so what is booked until then is still in them
WHERE booking_date > make_date(year + 1, 1, 31)
GROUP BY municipality_ags, year
ORDER BY ALL
