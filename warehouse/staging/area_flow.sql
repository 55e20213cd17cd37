-- Events of the smallest areas of today by component; grain: area_id × year × component. Only what was delivered.
CREATE TEMP TABLE area_flow AS
WITH flow AS (
    SELECT area_id, year, 'births' AS component, births AS persons FROM births
    UNION ALL SELECT area_id, year, 'deaths', deaths FROM deaths
    UNION ALL SELECT destination, year, 'in', moves FROM moves WHERE kind IN ('member_in', 'external_in')
    UNION ALL SELECT origin, year, 'out', moves FROM moves WHERE kind IN ('member_out', 'external_out')
    UNION ALL SELECT destination, year, 'moves_in', moves FROM moves WHERE kind = 'inner'
    UNION ALL SELECT origin, year, 'moves_out', moves FROM moves WHERE kind = 'inner'
    UNION ALL SELECT area_id, year, 'status_change', persons FROM status_change WHERE kind <> 'correction'
    UNION ALL SELECT area_id, year, 'correction', persons FROM status_change WHERE kind = 'correction'
)
SELECT area_today.today_id AS area_id, year, component, sum_known(persons)::INTEGER AS persons
FROM flow
JOIN area_today USING (area_id)
GROUP BY ALL
