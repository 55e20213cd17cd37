-- Assumptions of all shown releases, those said alike by several once; grain: scenario × component × area_id × age_from × value.
SELECT DISTINCT *
FROM released_forecast_assumption
