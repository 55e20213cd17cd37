-- id: alter_unplausibel
-- severity: warnung
-- title: Unplausibles Alter im Bestand
SELECT
    municipality_ags AS area_id,
    reference_date,
    count(*) AS value,
    'Im Bestand von ' || any_value(label) || ' vom ' || german_date(reference_date) || ' sind ' || german_count(count(*))
        || ' Personen älter als 110 Jahre oder erst nach dem Stichtag geboren; sie zählen mit.' AS message
FROM delivered_stock
JOIN area_label ON area_label.area_id = municipality_ags
WHERE dwelling = 'H' AND (
    year(reference_date) - birth_year > 110 OR (birth_year, birth_month) > (year(reference_date), month(reference_date))
)
GROUP BY municipality_ags, reference_date
ORDER BY ALL
