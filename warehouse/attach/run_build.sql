-- The build a forecast run was made from; grain: forecast run file.
SELECT DISTINCT build_id
FROM forecast_run
ORDER BY build_id
