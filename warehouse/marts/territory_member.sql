-- Closure of the hierarchy on earlier territorial statuses; grain: root_id × status × ancestor_id × area_id.
WITH RECURSIVE present AS (
    SELECT DISTINCT root_id, period, ancestor_id AS area_id FROM territory_closure
),
upwards AS (
    SELECT root_id, period, area_id, area_id AS at_id, 0 AS steps FROM present
    UNION ALL
    SELECT upwards.root_id, upwards.period, upwards.area_id, parent.parent_id, upwards.steps + 1
    FROM upwards
    JOIN territory_parent AS parent
        ON parent.root_id = upwards.root_id AND parent.period = upwards.period AND parent.area_id = upwards.at_id
    WHERE parent.parent_id IS NOT NULL AND upwards.steps < 20
),
pair AS (
    SELECT root_id, period, at_id AS ancestor_id, area_id FROM upwards
    WHERE (root_id, period, at_id) IN (SELECT root_id, period, area_id FROM present)
    UNION
    SELECT root_id, period, ancestor_id, area_id FROM territory_closure
)
SELECT pair.root_id, period.status, pair.ancestor_id, pair.area_id
FROM pair
JOIN territory_period AS period ON period.root_id = pair.root_id AND period.period = pair.period
WHERE period.status <> 'heute' AND period.is_offered
ORDER BY ALL
