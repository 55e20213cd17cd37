-- Every municipality whose areas are in the build; grain: municipality_ags.
SELECT DISTINCT municipality_ags
FROM area
WHERE municipality_ags IS NOT NULL
ORDER BY municipality_ags
