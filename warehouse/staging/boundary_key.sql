-- Areas that a change of borders touches, with the periods their key was in use; grain: area_id.
-- Rows dated after the end of a key are old rows, rows dated before its beginning were delivered in the new borders.
CREATE TEMP TABLE boundary_key AS
WITH touched AS (
    SELECT DISTINCT root_id, unnest([source_id, target_id]) AS area_id FROM boundary_change
),
life AS (
    SELECT
        area_id,
        CASE WHEN count(valid_from) = count(*) THEN min(valid_from) ELSE '-infinity'::DATE END AS first_day,
        CASE WHEN count(valid_to) = count(*) THEN max(valid_to) ELSE 'infinity'::DATE END AS last_day
    FROM known_area
    GROUP BY area_id
)
SELECT
    touched.root_id,
    touched.area_id,
    min(period.period) AS first_period,
    max(period.period) AS last_period
FROM touched
JOIN life USING (area_id)
JOIN territory_period AS period
    ON period.root_id = touched.root_id AND period.first_day <= life.last_day AND period.last_day >= life.first_day
GROUP BY touched.root_id, touched.area_id
