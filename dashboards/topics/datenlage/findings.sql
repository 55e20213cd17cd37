-- Findings of all checks below an area, gravest and largest first; grain: check_result.
SELECT
    severity,
    definition.title AS check_title,
    check_id,
    coalesce(latest.name, check_result.area_id, '') AS area,
    check_result.area_id,
    check_result.reference_date,
    check_result.value,
    check_result.message
FROM check_result
JOIN (SELECT check_id, title FROM check_definition) AS definition USING (check_id)
LEFT JOIN (
    SELECT area_id, any_value(name) AS name FROM area GROUP BY area_id
) AS latest ON latest.area_id = check_result.area_id
WHERE check_result.area_id IS NULL
   OR check_result.area_id IN (SELECT area_id FROM area_member WHERE ancestor_id = $area_id)
   OR check_result.area_id NOT IN (SELECT area_id FROM area_member)
ORDER BY
    list_position(['fehler', 'warnung', 'hinweis'], severity),
    check_id,
    abs(check_result.value) DESC NULLS LAST,
    check_result.reference_date DESC NULLS LAST,
    message
