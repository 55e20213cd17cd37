-- Areas below an area and itself; grain: area_id.
SELECT area_id FROM area_member WHERE ancestor_id = $area_id
