-- Closure of the hierarchy on the current territorial status; grain: ancestor_id × area_id.
WITH RECURSIVE newest AS (
    SELECT area_id, parent_id FROM known_area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
upwards AS (
    SELECT area_id, area_id AS ancestor_id FROM area_today WHERE NOT is_dissolved
    UNION
    SELECT upwards.area_id, parent_today.today_id
    FROM upwards
    JOIN newest ON newest.area_id = upwards.ancestor_id
    JOIN area_today AS parent_today ON parent_today.area_id = newest.parent_id
),
leaf AS (
    SELECT area_id FROM newest
    WHERE area_id IN (SELECT area_id FROM used_area WHERE is_populated)
        OR area_id NOT IN (SELECT parent_id FROM newest WHERE parent_id IS NOT NULL)
)
SELECT
    upwards.ancestor_id,
    area_today.area_id,
    area_today.area_id IN (SELECT area_id FROM leaf) AS is_leaf
FROM area_today
JOIN upwards ON upwards.area_id = area_today.today_id
ORDER BY 1, 2
