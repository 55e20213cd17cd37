-- The runs of all shown releases as one; grain: scenario. What differs between municipalities is told of the newest jump-off.
SELECT *
FROM released_forecast_run
QUALIFY row_number() OVER (PARTITION BY scenario ORDER BY jump_off_date DESC, build_id) = 1
