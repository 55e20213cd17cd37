-- Scenarios of the current forecast run; one row per scenario.
SELECT run_id, scenario, jump_off_date, horizon_year, draws
FROM forecast_run
ORDER BY scenario
