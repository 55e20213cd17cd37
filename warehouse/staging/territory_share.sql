-- Which share of the rows of an area's key and time counts in which area of a territorial status; grain: source_id × from_period × period × target_id.
-- Only keys a change of borders touches; all others are themselves in every status. left_over: see the macro share_upto.
CREATE TEMP TABLE territory_share AS
WITH RECURSIVE walk AS (
    SELECT
        key.root_id,
        key.area_id AS source_id,
        period.period AS from_period,
        key.area_id AS target_id,
        period.period,
        way.direction,
        1.0::DOUBLE AS weight
    FROM boundary_key AS key
    JOIN territory_period AS period
        ON period.root_id = key.root_id AND period.period BETWEEN key.first_period AND key.last_period
    CROSS JOIN (VALUES (1), (-1)) AS way (direction)
    UNION ALL
    SELECT
        walk.root_id,
        walk.source_id,
        walk.from_period,
        coalesce(step.target_id, walk.target_id),
        next.period,
        walk.direction,
        walk.weight * coalesce(step.weight, 1)
    FROM walk
    JOIN territory_period AS next ON next.root_id = walk.root_id AND next.period = walk.period + walk.direction
    LEFT JOIN boundary_step AS step
        ON step.root_id = walk.root_id AND step.period = walk.period AND step.direction = walk.direction
        AND step.source_id = walk.target_id
),
share AS (
    SELECT root_id, source_id, from_period, period, target_id, sum(weight) AS weight
    FROM walk
    -- both ways begin with the same row
    WHERE direction = 1 OR period <> from_period
    GROUP BY ALL
    HAVING sum(weight) > 1e-9
),
placed AS (
    SELECT
        *,
        coalesce(sum(weight) OVER (division_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS given,
        lead(target_id) OVER division_order IS NULL AS is_last
    FROM share
    WINDOW division_order AS (PARTITION BY source_id, from_period, period ORDER BY target_id)
)
SELECT
    root_id,
    source_id,
    from_period,
    period,
    target_id,
    weight,
    list(CASE WHEN is_last THEN 0 ELSE greatest(0, 1 - given - weight) / (1 - given) END)
        OVER (PARTITION BY source_id, from_period, period ORDER BY target_id ROWS UNBOUNDED PRECEDING) AS left_over
FROM placed
