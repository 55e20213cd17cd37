-- Municipalities with residents in the build; grain: municipality_ags.
SELECT DISTINCT area.municipality_ags
FROM area
WHERE area.area_id = area.municipality_ags AND EXISTS (FROM area_population WHERE area_population.area_id = area.area_id AND persons IS NOT NULL)
ORDER BY area.municipality_ags
