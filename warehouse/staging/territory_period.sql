-- Times between two changes of borders or of the hierarchy; grain: root_id × period. period 0 lies before the first change, the last one is today's.
CREATE TEMP TABLE territory_period AS
WITH given AS (
    SELECT root_id, min(reference_date) AS first_date
    FROM staged_population JOIN root USING (municipality_ags)
    GROUP BY root_id
),
change AS (
    SELECT root_id, since FROM boundary_change
    UNION
    SELECT root.root_id, entry.valid_from
    FROM (
        -- an area that changed its parent stands in several rows
        SELECT *, lag(parent_id) OVER (PARTITION BY area_id ORDER BY valid_from NULLS FIRST) AS parent_before
        FROM known_area
    ) AS entry
    JOIN root USING (municipality_ags)
    WHERE entry.parent_before <> entry.parent_id AND entry.valid_from <= (SELECT max(reference_date) FROM staged_population)
),
start AS (
    SELECT root_id, since AS first_day FROM change
    UNION ALL
    SELECT root_id, '-infinity'::DATE FROM given
),
period AS (
    SELECT
        root_id,
        (row_number() OVER (PARTITION BY root_id ORDER BY first_day) - 1)::INTEGER AS period,
        first_day,
        coalesce(lead(first_day) OVER (PARTITION BY root_id ORDER BY first_day) - 1, 'infinity'::DATE) AS last_day
    FROM start
)
SELECT
    root_id,
    period,
    first_day,
    last_day,
    CASE WHEN last_day = 'infinity' THEN 'heute' ELSE strftime(last_day, '%Y-%m-%d') END AS status,
    -- a status that ended before the first delivery has no figures of its own
    last_day >= first_date AS is_offered
FROM period
JOIN given USING (root_id)
