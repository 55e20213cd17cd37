-- Territorial statuses to choose from with what changed after each; grain: root_id × status.
WITH named AS (
    SELECT area_id, arg_max(name, coalesce(valid_from, '-infinity'::DATE)) AS name FROM known_area GROUP BY area_id
),
change AS (
    SELECT
        change.root_id,
        change.since - 1 AS last_day,
        change.source_id,
        old.name || ' (' || change.source_id || ') → ' || string_agg(
            new.name || ' (' || change.target_id || ')'
                || CASE WHEN change.weight < 0.999999 THEN ' ' || german_number(100 * change.weight) || ' %' ELSE '' END,
            ', ' ORDER BY change.target_id
        ) AS what
    FROM boundary_change AS change
    JOIN named AS old ON old.area_id = change.source_id
    JOIN named AS new ON new.area_id = change.target_id
    GROUP BY change.root_id, change.since, change.source_id, old.name
),
told AS (
    SELECT
        root_id,
        last_day,
        count(*) AS changes,
        -- a dozen lines are read, two hundred are not
        array_to_string(list(what ORDER BY source_id)[1:12], '; ') AS what
    FROM change
    GROUP BY root_id, last_day
),
differing AS (
    SELECT root_id, period, count(*) AS areas FROM territory_changed GROUP BY ALL
)
SELECT
    period.root_id,
    period.status,
    nullif(period.first_day, '-infinity'::DATE) AS first_day,
    nullif(period.last_day, 'infinity'::DATE) AS last_day,
    CASE status WHEN 'heute' THEN 'heutiger Gebietsstand' ELSE 'Gebietsstand ' || german_date(period.last_day) END AS label,
    CASE status
        WHEN 'heute' THEN 'Alle Zahlen stehen auf heutigem Gebietsstand.'
        ELSE 'Danach geändert (' || german_date(period.last_day + 1) || '): ' || coalesce(
            told.what || CASE WHEN told.changes > 12 THEN ' und ' || german_count(told.changes - 12) || ' weitere' ELSE '' END,
            'Zuordnung zu übergeordneten Gebieten'
        ) || '.'
    END AS note,
    coalesce(differing.areas, 0)::INTEGER AS changed_areas
FROM territory_period AS period
LEFT JOIN told ON told.root_id = period.root_id AND told.last_day = period.last_day
LEFT JOIN differing ON differing.root_id = period.root_id AND differing.period = period.period
WHERE is_offered
ORDER BY ALL
