-- The assumption sheet of the current run, or what holds for one scenario of it; grain: scenario × component × area_id × age_from.
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
    CAST(declared_on AS VARCHAR) AS declared_on
FROM forecast_assumption
WHERE $scenario IS NULL OR scenario IS NULL OR scenario = $scenario
ORDER BY scenario NULLS FIRST, component, area_id NULLS FIRST, age_from NULLS FIRST
