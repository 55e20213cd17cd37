-- The assumption sheet of the current run; grain: scenario × component × area_id × age_from.
SELECT
    scenario,
    component,
    area_id,
    age_from,
    value,
    unit,
    source,
    base_years,
    weight,
    author,
    declared_on
FROM forecast_assumption
ORDER BY scenario NULLS FIRST, component, area_id NULLS FIRST, age_from NULLS FIRST
