-- Simulated children by age on 1 August in one column; grain: area_id × kita_year × age × draw, in this order, the smallest areas.
SELECT unnest(draws) AS children
FROM (
    SELECT area_id, kita_year, age, draws
    FROM forecast_children
    WHERE scenario = $scenario AND area_id IN (SELECT unnest($leaves))
    ORDER BY area_id, kita_year, age
)
