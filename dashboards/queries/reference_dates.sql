-- Reference dates with a known stock in an area; grain: reference_date.
SELECT DISTINCT reference_date
FROM area_population
WHERE area_id = $area_id AND persons IS NOT NULL
ORDER BY reference_date
