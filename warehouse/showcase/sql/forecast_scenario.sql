-- Scenarios of all shown releases; grain: scenario.
SELECT *
FROM released_forecast_scenario
QUALIFY row_number() OVER (PARTITION BY scenario ORDER BY declared_on DESC, changes) = 1
