-- Changes of dwelling and nationality and corrections as delivered; grain: municipality_ags × area_id × year × kind × sex × age × nationality × source; persons is signed.
-- Where events and counts were delivered for a year, the events count.
CREATE TEMP TABLE staged_change AS
SELECT municipality_ags, area_id, year, event_kind AS kind, sex, age, nationality, sign * delta AS persons
FROM staged_event
WHERE event_kind IN ('dwelling', 'correction')
UNION ALL
SELECT municipality_ags, area_id, year, 'naturalisation', sex, age, side.nationality, sign * side.persons
FROM staged_event
CROSS JOIN (VALUES ('A', -1), ('D', 1)) AS side (nationality, persons)
WHERE event_kind = 'naturalisation'
UNION ALL
SELECT municipality_ags, coalesce(area_id, municipality_ags || '-ohne'), year, kind, sex, age, nationality, persons
FROM delivered_status_change
ANTI JOIN (FROM record_year WHERE has_changes) USING (municipality_ags, year)
