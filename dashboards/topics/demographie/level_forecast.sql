-- Forecast of one indicator (total population included) for the areas of one level below an ancestor; grain: area_id.
WITH forecast AS (
    SELECT area_id, scenario, year, indicator_id, q10, median, q90
    FROM forecast_indicator
    UNION ALL
    SELECT area_id, scenario, year, 'bevoelkerung', q10, median, q90
    FROM forecast_age_group
    WHERE age = 0 AND age_to = 100 AND sex IS NULL AND nationality IS NULL
)

SELECT f.area_id, f.q10, f.median, f.q90
FROM forecast AS f
INNER JOIN area AS a ON a.area_id = f.area_id
INNER JOIN area_member AS m ON m.area_id = a.area_id
WHERE m.ancestor_id = $ancestor_id AND a.level = $level AND a.valid_to IS NULL
    AND f.indicator_id = $indicator_id AND f.scenario = $scenario AND f.year = $year
ORDER BY f.area_id
