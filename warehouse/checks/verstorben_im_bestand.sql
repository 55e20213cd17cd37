-- id: verstorben_im_bestand
-- severity: hinweis
-- title: Verstorbene im Bestand
WITH dead AS (
    SELECT municipality_ags, person_key, max(event_date) AS died_on
    FROM staged_event
    WHERE event_kind = 'death'
    GROUP BY ALL
    HAVING sum(sign) > 0
)
SELECT
    stock.municipality_ags AS area_id,
    stock.reference_date,
    count(*) AS value,
    'Im Bestand von ' || any_value(label) || ' vom ' || german_date(stock.reference_date) || ' stehen '
        || german_count(count(*)) || ' Personen, deren Tod davor gemeldet ist; sie zählen mit.' AS message
FROM delivered_stock AS stock
JOIN dead ON dead.person_key = stock.person_key AND dead.municipality_ags = stock.municipality_ags
    AND dead.died_on <= stock.reference_date
JOIN area_label ON area_label.area_id = stock.municipality_ags
WHERE stock.dwelling = 'H'
GROUP BY stock.municipality_ags, stock.reference_date
ORDER BY ALL
