-- id: hauptwohnung_in_zwei_gemeinden
-- severity: hinweis
-- title: Hauptwohnung in zwei Gemeinden
WITH twice AS (
    SELECT reference_date, hash(person_key) AS key_hash, min(municipality_ags) AS one, max(municipality_ags) AS other
    FROM delivered_stock
    WHERE dwelling = 'H'
    GROUP BY ALL
    HAVING min(municipality_ags) <> max(municipality_ags)
)
SELECT
    one AS area_id,
    reference_date,
    count(*) AS value,
    'Am ' || german_date(reference_date) || ' sind ' || german_count(count(*)) || ' Personen mit Hauptwohnung in '
        || any_value(area_one.label) || ' und zugleich in ' || any_value(area_other.label)
        || ' gemeldet; sie zählen in beiden Gemeinden.' AS message
FROM twice
JOIN area_label AS area_one ON area_one.area_id = one
JOIN area_label AS area_other ON area_other.area_id = other
GROUP BY one, other, reference_date
ORDER BY ALL
