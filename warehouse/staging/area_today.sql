-- Where the territory of each area lies today; grain: area_id. A dissolved area leads to its successor, else to its parent.
CREATE TEMP TABLE area_today AS
WITH RECURSIVE newest AS (
    SELECT * FROM known_area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
heir AS (
    SELECT
        area_id,
        CASE WHEN valid_to < (SELECT max(reference_date) FROM staged_population)
            THEN coalesce(successor_id, parent_id) END AS heir_id
    FROM newest
),
step AS (
    SELECT area_id, area_id AS today_id, 0 AS steps FROM heir
    UNION
    SELECT step.area_id, heir.heir_id, step.steps + 1
    FROM step
    JOIN heir ON heir.area_id = step.today_id
    -- 20 boundary changes in a row are more than any register knows; the limit ends a circle
    WHERE heir.heir_id IS NOT NULL AND step.steps < 20
)
SELECT
    newest.area_id,
    arg_max(step.today_id, step.steps) AS today_id,
    newest.area_id <> arg_max(step.today_id, step.steps) AS is_dissolved,
    any_value(newest.municipality_ags) AS municipality_ags
FROM newest
JOIN step USING (area_id)
GROUP BY newest.area_id
