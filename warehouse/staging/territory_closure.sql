-- Every area of a period with the smallest areas in it and itself; grain: root_id × period × ancestor_id × area_id.
CREATE TEMP TABLE territory_closure AS
WITH RECURSIVE upwards AS (
    SELECT root_id, period, area_id, area_id AS at_id, true AS counts, 0 AS steps FROM territory_leaf
    UNION ALL
    SELECT upwards.root_id, upwards.period, upwards.area_id, parent.parent_id, coalesce(above.exists_then, true), upwards.steps + 1
    FROM upwards
    JOIN territory_parent AS parent
        ON parent.root_id = upwards.root_id AND parent.period = upwards.period AND parent.area_id = upwards.at_id
    LEFT JOIN territory_parent AS above
        ON above.root_id = upwards.root_id AND above.period = upwards.period AND above.area_id = parent.parent_id
    WHERE parent.parent_id IS NOT NULL AND upwards.steps < 20
),
hierarchy AS (
    SELECT DISTINCT root_id, period, at_id AS ancestor_id, area_id FROM upwards WHERE counts
),
last AS (
    SELECT root_id, max(period) AS today FROM territory_period GROUP BY root_id
),
-- where the territory of a smallest area of a period lies today
lies AS (
    SELECT root_id, source_id AS area_id, from_period AS period, target_id AS today_id
    FROM territory_share JOIN last USING (root_id)
    WHERE period = today
    UNION ALL
    SELECT root_id, area_id, period, area_id FROM territory_leaf WHERE NOT is_touched
),
district AS (
    SELECT DISTINCT member.ancestor_id AS district_id, leaf.today_id
    FROM area_member AS member
    JOIN (SELECT DISTINCT today_id FROM lies) AS leaf ON leaf.today_id = member.area_id
    WHERE member.ancestor_id IN (SELECT area_id FROM known_area WHERE level = 'planungsbezirk')
),
places AS (
    SELECT root_id, period, area_id, count(*) AS places FROM lies GROUP BY ALL
),
reach AS (
    SELECT
        district.district_id,
        lies.root_id,
        lies.period,
        lies.area_id,
        count(*) = any_value(places.places) AS is_inside
    FROM district
    JOIN lies ON lies.today_id = district.today_id
    JOIN places ON places.root_id = lies.root_id AND places.period = lies.period AND places.area_id = lies.area_id
    JOIN territory_leaf AS leaf ON leaf.root_id = lies.root_id AND leaf.period = lies.period AND leaf.area_id = lies.area_id
    GROUP BY ALL
)
SELECT root_id, period, ancestor_id, area_id FROM hierarchy
UNION ALL
-- a planning district exists in a period only if it is made of whole areas there
SELECT root_id, period, district_id, area_id
FROM reach
QUALIFY bool_and(is_inside) OVER (PARTITION BY district_id, root_id, period)
