-- Every area ever known to the build; grain: area_id.
SELECT DISTINCT area_id
FROM area
ORDER BY area_id
