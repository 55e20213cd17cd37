-- id: buchung_vor_ereignis
-- severity: hinweis
-- title: Bewegung vor dem Ereignis gebucht oder in der Zukunft
SELECT
    event.municipality_ags AS area_id,
    make_date(event.year, 12, 31) AS reference_date,
    count(*) AS value,
    'In ' || any_value(label) || ' sind ' || german_count(count(*)) || ' Bewegungen des Jahres ' || event.year
        || ' vor ihrem Ereignisdatum gebucht oder lagen bei der Lieferung in der Zukunft.' AS message
FROM staged_event AS event
JOIN area_label ON area_label.area_id = event.municipality_ags
WHERE event.booking_date < event.event_date OR event.event_date > (SELECT max(received_at)::DATE FROM delivery)
GROUP BY event.municipality_ags, event.year
ORDER BY ALL
