-- id: abgewiesene_zeilen
-- severity: hinweis
-- title: Abgewiesene Zeilen
SELECT
    delivery.municipality_ags AS area_id,
    delivery.reference_date,
    delivery.rejected AS value,
    'Aus der Lieferung ' || delivery.file_name || ' sind ' || german_count(delivery.rejected)
        || CASE delivery.rejected WHEN 1 THEN ' Zeile abgewiesen' ELSE ' Zeilen abgewiesen' END
        || coalesce(' (' || string_agg(reason.rows || ' × ' || reason.reason, '; ' ORDER BY reason.rows DESC, reason.reason) || ').', '.')
        AS message
FROM delivery
LEFT JOIN delivery_reason AS reason ON reason.delivery_id = delivery.delivery_id AND reason.outcome = 'abgewiesen'
WHERE delivery.rejected > 0
GROUP BY delivery.municipality_ags, delivery.reference_date, delivery.rejected, delivery.file_name
ORDER BY ALL
