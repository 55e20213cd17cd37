-- What every scenario of the current run says of one area and year, and how probable the Basis finds it; grain: scenario.
SELECT
    run.scenario,
    run.title,
    run.narrative,
    declared.kind,
    declared.author,
    declared.declared_on,
    declared.reasons,
    total.q10,
    total.median,
    total.q90,
    chance.direction,
    chance.basis_median,
    chance.probability,
    chance.draws
FROM forecast_run AS run
LEFT JOIN forecast_scenario AS declared USING (scenario)
LEFT JOIN forecast_probability AS chance
    ON chance.scenario = run.scenario AND chance.area_id = $area_id AND chance.year = $year
LEFT JOIN forecast_age_group AS total
    ON
        total.scenario = run.scenario AND total.area_id = $area_id AND total.year = $year
        AND total.age = 0 AND total.age_to = 100 AND total.sex IS NULL AND total.nationality IS NULL
ORDER BY
    run.scenario <> 'basis',
    declared.kind = 'diagnose',
    declared.kind = 'was_waere_wenn',
    total.median DESC NULLS LAST,
    run.scenario
