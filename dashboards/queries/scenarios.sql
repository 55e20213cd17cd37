-- Scenarios of the current forecast run, if there is one; grain: scenario.
SELECT run_id, scenario, title, narrative, jump_off_date, horizon_year, draws, convention
FROM forecast_run
ORDER BY scenario <> 'basis', scenario
