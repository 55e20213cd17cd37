-- Mean components of change of one area; grain: year.
SELECT
    year,
    sum(mean) FILTER (WHERE component = 'births') AS births,
    sum(mean) FILTER (WHERE component = 'deaths') AS deaths,
    sum(mean) FILTER (WHERE component = 'in') AS "in",
    sum(mean) FILTER (WHERE component = 'out') AS "out"
FROM forecast_components
WHERE area_id = $area_id AND scenario = $scenario
GROUP BY year
ORDER BY year
