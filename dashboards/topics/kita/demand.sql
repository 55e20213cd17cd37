-- Forecast of the children of a band on 1 August; grain: area_id × kita_year.
SELECT area_id, kita_year, q10, q25, median, q75, q90
FROM forecast_demand
WHERE scenario = $scenario
    AND band = $band
    AND kita_year <= $last_year
    AND area_id IN (SELECT unnest($areas))
ORDER BY area_id, kita_year
