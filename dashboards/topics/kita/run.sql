-- Jump-off date, last Kita year to plan with and number of draws of the current run; grain: at most one row per scenario.
-- Where the run gives no range for young children any more, nobody can say how surely places are missing: planning ends before.
SELECT
    scenario,
    title,
    narrative,
    jump_off_date,
    coalesce(
        (
            SELECT max(kita_year)
            FROM forecast_demand
            WHERE scenario = $scenario AND band = 'u3' AND q10 IS NOT NULL
        ),
        horizon_year
    ) AS horizon_year,
    draws
FROM forecast_run
WHERE scenario = $scenario
