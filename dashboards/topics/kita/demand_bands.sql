-- Forecast of the children of every care band of one area on 1 August; grain: band × kita_year.
SELECT band, area_id, kita_year, q10, q25, median, q75, q90
FROM forecast_demand
WHERE scenario = $scenario
    AND area_id = $area_id
    AND kita_year <= $last_year
ORDER BY band, kita_year
