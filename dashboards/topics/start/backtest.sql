-- Mean absolute percentage error of past forecasts over the smallest areas and origin years, unweighted; grain: method × lead_time × age band.
SELECT
    method,
    lead_time,
    backtest.age,
    backtest.age_to,
    100 * avg(abs(forecast - observed) / observed) AS mape,
    count(*) AS comparisons
FROM backtest
JOIN area_member ON area_member.area_id = backtest.area_id AND area_member.ancestor_id = $root_id AND area_member.is_leaf
WHERE observed > 0 AND forecast IS NOT NULL AND (backtest.age, backtest.age_to) IN ((0, 100), (0, 5))
GROUP BY method, lead_time, backtest.age, backtest.age_to
ORDER BY lead_time, method, backtest.age_to
