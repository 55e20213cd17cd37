-- Jump-off date, horizon and number of draws of the current run; grain: at most one row per scenario.
SELECT scenario, title, narrative, jump_off_date, horizon_year, draws
FROM forecast_run
WHERE scenario = $scenario
