-- Assumption sheet of one scenario; one row.
SELECT assumptions FROM forecast_run WHERE scenario = $scenario
