-- To which area of the hierarchy every area belongs today; grain: area_id.
SELECT area_id, parent_id
FROM area
WHERE parent_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
