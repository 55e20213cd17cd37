-- What each check found below an area; grain: check_id. Checks without findings stand with 0.
WITH latest AS (
    SELECT area_id, any_value(name) AS name FROM area GROUP BY area_id
),
found AS (
    SELECT check_result.*
    FROM check_result
    WHERE check_result.area_id IS NULL
       OR check_result.area_id IN (SELECT area_id FROM area_member WHERE ancestor_id = $area_id)
       OR check_result.area_id NOT IN (SELECT area_id FROM area_member)
)
SELECT
    definition.check_id,
    definition.title,
    count(*) FILTER (found.severity = 'fehler') AS errors,
    count(*) FILTER (found.severity = 'warnung') AS warnings,
    count(*) FILTER (found.severity = 'hinweis') AS notes,
    count(DISTINCT found.area_id) AS areas,
    max(found.reference_date) AS latest_date,
    -- the gravest first, then the largest, then the latest
    first(found.message ORDER BY
        list_position(['fehler', 'warnung', 'hinweis'], found.severity),
        abs(found.value) DESC NULLS LAST,
        found.reference_date DESC NULLS LAST,
        found.message) AS example
FROM check_definition AS definition
LEFT JOIN found USING (check_id)
LEFT JOIN latest ON latest.area_id = found.area_id
GROUP BY definition.check_id, definition.title
ORDER BY errors DESC, warnings DESC, notes DESC, definition.title
