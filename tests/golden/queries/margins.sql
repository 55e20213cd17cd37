-- Residents by sex; grain: year.
SELECT
    year(reference_date) AS year,
    sum(persons) FILTER (WHERE sex = 'm') AS men,
    sum(persons) FILTER (WHERE sex = 'w') AS women
FROM population_margin
GROUP BY ALL
