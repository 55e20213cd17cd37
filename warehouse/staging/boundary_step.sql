-- Where territory goes with one step to the next or to the previous period; grain: root_id × period × direction × source_id × target_id.
-- period is the one the step leaves. Backwards a new area is taken apart by the persons its old areas had at the last date before.
CREATE TEMP TABLE boundary_step AS
WITH edge AS (
    SELECT change.*, period.period
    FROM boundary_change AS change
    JOIN territory_period AS period ON period.root_id = change.root_id AND period.first_day = change.since
),
-- a key that gains territory and gives none away was there before
own AS (
    SELECT DISTINCT edge.root_id, edge.since, edge.period, edge.target_id
    FROM edge
    JOIN boundary_key AS key ON key.area_id = edge.target_id AND key.first_period < edge.period
    ANTI JOIN edge AS giving ON giving.source_id = edge.target_id AND giving.since = edge.since
),
part AS (
    SELECT root_id, since, period, source_id, target_id, weight FROM edge
    UNION ALL
    SELECT root_id, since, period, target_id, target_id, 1.0 FROM own
),
resident AS (
    SELECT area_id, reference_date, coalesce(sum(persons), 0) AS persons FROM staged_population GROUP BY ALL
),
inverse AS (
    SELECT part.*, coalesce(arg_max(resident.persons, resident.reference_date), 0) AS persons
    FROM part
    LEFT JOIN resident
        ON resident.area_id = part.source_id
        -- a year is the usual distance of stocks; older figures say nothing about the day of the change
        AND resident.reference_date < part.since AND resident.reference_date >= part.since - INTERVAL 400 DAY
    GROUP BY ALL
)
SELECT root_id, (period - 1)::INTEGER AS period, 1 AS direction, source_id, target_id, weight::DOUBLE AS weight FROM edge
UNION ALL
SELECT
    root_id,
    period,
    -1,
    target_id,
    source_id,
    CASE WHEN sum(persons * weight) OVER same > 0 THEN persons * weight / sum(persons * weight) OVER same
        ELSE weight / sum(weight) OVER same END
FROM inverse
WINDOW same AS (PARTITION BY root_id, period, target_id)
