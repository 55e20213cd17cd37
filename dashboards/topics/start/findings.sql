-- Findings of the checks below a root, gravest and latest first; grain: check_result.
SELECT severity, coalesce(latest.name, '') AS area, check_result.reference_date, check_result.message
FROM check_result
LEFT JOIN (
    SELECT area_id, any_value(name) AS name
    FROM area
    GROUP BY area_id
) AS latest ON latest.area_id = check_result.area_id
WHERE check_result.area_id IS NULL
   OR check_result.area_id IN (SELECT area_id FROM area_member WHERE ancestor_id = $root_id)
ORDER BY
    list_position(['fehler', 'warnung', 'hinweis'], severity),
    check_result.reference_date DESC NULLS LAST,
    area,
    message
