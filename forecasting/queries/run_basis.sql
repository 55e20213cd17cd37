-- Basis of one run: mean residents and yearly flows of every area; grain: area_id × year. Flows are NULL in the jump-off year.
WITH totals AS (
    SELECT area_id, year, mean AS persons
    FROM forecast_age_group
    WHERE scenario = 'basis' AND age = 0 AND age_to = 100 AND sex IS NULL AND nationality IS NULL
),
flows AS (
    SELECT
        area_id,
        year,
        sum(mean) FILTER (WHERE component = 'births') AS births,
        sum(mean) FILTER (WHERE component = 'deaths') AS deaths,
        sum(mean) FILTER (WHERE component IN ('in', 'moves_in'))
        - sum(mean) FILTER (WHERE component IN ('out', 'moves_out')) AS migration
    FROM forecast_components
    WHERE scenario = 'basis'
    GROUP BY area_id, year
)
SELECT area_id, year, persons, births, deaths, migration
FROM totals
LEFT JOIN flows USING (area_id, year)
ORDER BY area_id, year
