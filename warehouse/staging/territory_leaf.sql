-- Smallest areas of every period that carry figures; grain: root_id × period × area_id. is_touched: a change of borders concerns them.
CREATE TEMP TABLE territory_leaf AS
SELECT DISTINCT root_id, period, target_id AS area_id, true AS is_touched
FROM territory_share
-- keys of areas above (a municipality that got a new key) move along but carry nothing
WHERE target_id IN (SELECT area_id FROM used_area) OR source_id IN (SELECT area_id FROM used_area)
UNION ALL
SELECT parent.root_id, parent.period, parent.area_id, false
FROM territory_parent AS parent
WHERE parent.area_id IN (SELECT area_id FROM area_member WHERE is_leaf)
    AND parent.area_id NOT IN (SELECT area_id FROM boundary_key)
    AND parent.area_id IN (SELECT area_id FROM area_today WHERE NOT is_dissolved)
