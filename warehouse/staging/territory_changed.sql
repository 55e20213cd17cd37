-- Areas of earlier periods whose figures differ from those of today's area of their key, or that do not exist today; grain: root_id × period × area_id.
CREATE TEMP TABLE territory_changed AS
WITH last AS (
    SELECT root_id, max(period) AS today FROM territory_period GROUP BY root_id
),
part AS (
    SELECT closure.root_id, closure.period, closure.ancestor_id, share.source_id, share.from_period, sum(share.weight) AS weight
    FROM territory_closure AS closure
    JOIN territory_share AS share
        ON share.root_id = closure.root_id AND share.period = closure.period AND share.target_id = closure.area_id
    GROUP BY ALL
    UNION ALL
    SELECT closure.root_id, closure.period, closure.ancestor_id, closure.area_id, -1, 1
    FROM territory_closure AS closure
    JOIN territory_leaf AS leaf USING (root_id, period, area_id)
    WHERE NOT leaf.is_touched
),
made AS (
    SELECT
        root_id, period, ancestor_id AS area_id,
        md5(string_agg(concat_ws(' ', source_id, from_period, round(weight, 6)), ';' ORDER BY source_id, from_period)) AS parts
    FROM part
    GROUP BY ALL
)
SELECT made.root_id, made.period, made.area_id
FROM made
JOIN last USING (root_id)
LEFT JOIN made AS now ON now.root_id = made.root_id AND now.period = last.today AND now.area_id = made.area_id
WHERE made.period < last.today AND made.parts IS DISTINCT FROM now.parts
