-- id: doppelt_gezaehlt
-- severity: fehler
-- title: Einwohner auf zwei Ebenen geliefert
SELECT DISTINCT
    above.area_id,
    above.reference_date,
    NULL::DOUBLE AS value,
    'Für ' || label || ' und für Gebiete darin sind zum ' || german_date(above.reference_date)
        || ' eigene Einwohner geliefert; die Summe wäre doppelt gezählt.' AS message
FROM (SELECT DISTINCT area_id, reference_date FROM population) AS above
JOIN area_member AS member ON member.ancestor_id = above.area_id AND member.area_id <> above.area_id
JOIN area_today ON area_today.area_id = member.area_id AND NOT area_today.is_dissolved
JOIN (SELECT DISTINCT area_id, reference_date FROM population) AS below
    ON below.area_id = member.area_id AND below.reference_date = above.reference_date
JOIN area_label ON area_label.area_id = above.area_id
ORDER BY ALL
