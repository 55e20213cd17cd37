-- Changes of dwelling and nationality and corrections as counts; grain: municipality_ags × area_id × year × kind × sex × age × nationality.
WITH change AS (
    SELECT municipality_ags, area_id, year, event_kind AS kind, sex, age, nationality, sign * delta AS persons
    FROM staged_event
    WHERE event_kind IN ('dwelling', 'correction')
    UNION ALL
    SELECT municipality_ags, area_id, year, 'naturalisation', sex, age, side.nationality, sign * side.persons
    FROM staged_event
    CROSS JOIN (VALUES ('A', -1), ('D', 1)) AS side (nationality, persons)
    WHERE event_kind = 'naturalisation'
)
SELECT municipality_ags, area_id, year, kind, sex, age, nationality, sum(persons)::INTEGER AS persons
FROM change
GROUP BY ALL
HAVING sum(persons) <> 0
UNION ALL
-- a year without a change was delivered all the same: nothing happened is not nothing known
SELECT municipality_ags, min(area_id), year, 'correction', NULL, 0::SMALLINT, NULL, 0
FROM staged_event
GROUP BY municipality_ags, year
ORDER BY ALL
