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
        OR (area_id NOT IN (SELECT parent_id FROM newest WHERE parent_id IS NOT NULL)
            AND area_id NOT IN (SELECT area_id FROM known_area WHERE level = 'planungsbezirk'))
),
closure AS (
    SELECT upwards.ancestor_id, area_today.area_id
    FROM area_today
    JOIN upwards ON upwards.area_id = area_today.today_id
),
-- a planning district holds whole areas of any level; it adds to nothing above it, which has the same leaves already
district AS (
    SELECT named.district_id AS ancestor_id, closure.area_id
    FROM (SELECT DISTINCT district_id, area_id FROM delivered_district) AS named
    JOIN area_today AS part ON part.area_id = named.area_id
    JOIN closure ON closure.ancestor_id = part.today_id
)
SELECT ancestor_id, area_id, area_id IN (SELECT area_id FROM leaf) AS is_leaf
FROM (SELECT * FROM closure UNION SELECT * FROM district)
ORDER BY ancestor_id, area_id
