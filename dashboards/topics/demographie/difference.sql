-- Why the Basis of this run differs from that of the previous run, one area and year; grain: part.
SELECT part, persons, previous_persons, previous_run_id
FROM forecast_difference
WHERE area_id = $area_id AND year = $year
