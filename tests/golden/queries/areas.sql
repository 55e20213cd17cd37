-- Areas that exist; grain: area_id.
SELECT area_id, level, name, parent_id, geometry FROM area WHERE valid_to IS NULL
