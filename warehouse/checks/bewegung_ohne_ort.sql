-- id: bewegung_ohne_ort
-- severity: warnung
-- title: Bewegungen ohne Ort in der Gemeinde
SELECT
    move.reporter_ags AS area_id,
    make_date(move.year, 12, 31) AS reference_date,
    sum(move.moves) AS value,
    'In der Lieferung von ' || any_value(label) || ' für ' || move.year || ' haben ' || german_count(sum(move.moves))
        || ' Wanderungsfälle weder Herkunft noch Ziel in der Gemeinde; sie sind nicht enthalten.' AS message
FROM staged_move AS move
JOIN move_end AS origin ON origin.reporter_ags = move.reporter_ags AND origin.code = move.origin
JOIN move_end AS destination ON destination.reporter_ags = move.reporter_ags AND destination.code = move.destination
JOIN area_label ON area_label.area_id = move.reporter_ags
WHERE origin.side <> 'own' AND destination.side <> 'own'
GROUP BY move.reporter_ags, move.year
ORDER BY ALL
