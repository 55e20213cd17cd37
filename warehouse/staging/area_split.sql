-- Which rows of an area are divided among the areas of today; grain: source_id × first_day × target_id. Rows of first_day to before until_day.
-- Only what area_member cannot express: several new areas, or one key with two meanings. left_over: see the macro share_upto.
CREATE TEMP TABLE area_split AS
WITH RECURSIVE division AS (
    SELECT
        source_id,
        mapping.since,
        target_id,
        weight,
        coalesce(max(mapping.since) OVER earlier, '-infinity'::DATE) AS first_day,
        -- rows of a key that has ended are old rows, whatever their date
        CASE WHEN area_end.since = mapping.since THEN 'infinity'::DATE ELSE mapping.since END AS until_day
    FROM mapping
    LEFT JOIN area_end ON area_end.area_id = source_id
    -- where the only successor of an ended area is known, area_member leads there
    WHERE area_end.successor_id IS NULL OR mapping.since <> area_end.since
    WINDOW earlier AS (PARTITION BY source_id ORDER BY mapping.since RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING)
),
step AS (
    SELECT source_id, first_day, until_day, target_id, weight, since AS at_day, 0 AS steps FROM division
    UNION ALL
    SELECT step.source_id, step.first_day, step.until_day, next.target_id, step.weight * next.weight, next.since, step.steps + 1
    FROM step
    JOIN division AS next ON next.source_id = step.target_id AND next.since > step.at_day AND next.first_day <= step.at_day
    WHERE step.steps < 20
),
share AS (
    SELECT source_id, first_day, until_day, target_id, sum(weight) AS weight
    FROM step
    WHERE NOT EXISTS (FROM division AS next WHERE next.source_id = step.target_id AND next.since > step.at_day)
    GROUP BY ALL
),
placed AS (
    SELECT
        *,
        coalesce(sum(weight) OVER (division_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS given,
        lead(target_id) OVER division_order IS NULL AS is_last
    FROM share
    WINDOW division_order AS (PARTITION BY source_id, first_day ORDER BY target_id)
)
SELECT
    source_id,
    first_day,
    until_day,
    target_id,
    weight,
    list(CASE WHEN is_last THEN 0 ELSE greatest(0, 1 - given - weight) / (1 - given) END)
        OVER (PARTITION BY source_id, first_day ORDER BY target_id ROWS UNBOUNDED PRECEDING) AS left_over
FROM placed
