-- Forecast fan of one group of people of one area, for the groups whose ranges the run keeps; grain: year.
SELECT year, q10, q25, median, q75, q90
FROM forecast_age_group
WHERE area_id = $area_id AND scenario = $scenario AND age = $age AND age_to = $age_to
    AND coalesce(sex, '') = $sex AND coalesce(nationality, '') = $nationality
ORDER BY year
