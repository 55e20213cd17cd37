-- Changes that are neither vital event nor move; grain: area_id × year × kind × sex × age × nationality; persons is signed.
WITH change AS (
    SELECT area_id, year, event_kind AS kind, sex, age, nationality, sign * delta AS persons
    FROM staged_event
    WHERE event_kind IN ('dwelling', 'correction')
    UNION ALL
    SELECT area_id, year, 'naturalisation', sex, age, side.nationality, sign * side.persons
    FROM staged_event
    CROSS JOIN (VALUES ('A', -1), ('D', 1)) AS side (nationality, persons)
    WHERE event_kind = 'naturalisation'
    UNION ALL
    SELECT coalesce(area_id, municipality_ags || '-ohne'), year, kind, sex, age, nationality, persons
    FROM delivered_status_change
)
SELECT area_id, year, kind, sex, age, nationality, sum(persons)::INTEGER AS persons
FROM change
GROUP BY ALL
HAVING sum(persons) <> 0
ORDER BY year, area_id, kind, sex, nationality, age
