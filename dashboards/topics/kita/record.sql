-- What earlier forecasts said of the children under six of an area, and what came; grain: origin_year × lead_time.
-- Areas without a record of their own take the sum of their smallest areas, without a range.
WITH own AS (
    SELECT origin_year, lead_time, forecast, observed, q10, q90
    FROM backtest
    WHERE method = 'kohorte' AND age = 0 AND age_to = 5 AND area_id = $area_id
),
parts AS (
    SELECT
        backtest.origin_year,
        backtest.lead_time,
        sum_known(backtest.forecast) AS forecast,
        sum_known(backtest.observed) AS observed,
        NULL::DOUBLE AS q10,
        NULL::DOUBLE AS q90
    FROM backtest
    JOIN area_member
        ON area_member.area_id = backtest.area_id AND area_member.ancestor_id = $area_id AND area_member.is_leaf
    WHERE backtest.method = 'kohorte' AND backtest.age = 0 AND backtest.age_to = 5
    GROUP BY ALL
)
SELECT origin_year, lead_time, forecast, observed, q10, q90
FROM own
UNION ALL
SELECT origin_year, lead_time, forecast, observed, q10, q90
FROM parts
WHERE NOT EXISTS (FROM own)
ORDER BY origin_year, lead_time
