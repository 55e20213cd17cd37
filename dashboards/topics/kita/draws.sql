-- Simulated children of a band on 1 August in one column; grain: area_id × kita_year × draw, in this order, all areas with as many draws.
SELECT unnest(draws) AS children
FROM (
    SELECT area_id, kita_year, draws
    FROM forecast_demand
    WHERE scenario = $scenario
        AND band = $band
        AND kita_year <= $last_year
        AND area_id IN (SELECT unnest($areas))
    ORDER BY area_id, kita_year
)
