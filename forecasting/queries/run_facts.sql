-- What made the Basis of one run; grain: one row, none without a Basis.
SELECT run_id, build_id, code_version, jump_off_date, horizon_year, draws, seed, assumptions
FROM forecast_run
WHERE scenario = 'basis'
