-- Balance of one area; grain: year.
SELECT * FROM balance WHERE area_id = $area_id ORDER BY year
