-- Scenarios of the current run; grain: scenario.
SELECT scenario
FROM forecast_run
ORDER BY scenario <> 'basis', scenario
