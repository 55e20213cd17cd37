-- How far forecasts of one age group (0 to 100: everybody) from past year ends were off, areas of one level in a size class; grain: lead_time.
WITH cases AS (
    SELECT b.lead_time, abs(b.forecast - b.observed) / b.observed AS error, b.observed BETWEEN b.q10 AND b.q90 AS is_inside
    FROM backtest AS b
    INNER JOIN area AS a ON a.area_id = b.area_id AND a.valid_to IS NULL
    INNER JOIN area_member AS m ON m.area_id = a.area_id AND m.ancestor_id = $root_id
    WHERE b.method = 'kohorte' AND b.age = $age AND b.age_to = $age_to AND b.observed > 0
        AND a.level = $level AND a.inhabitants BETWEEN $smallest AND $largest
)

SELECT
    lead_time,
    count(error) AS cases,
    100 * median(error) AS median_error,
    100 * quantile_cont(error, 0.8) AS error_80,
    100 * avg(is_inside::INTEGER) AS inside
FROM cases
GROUP BY lead_time
ORDER BY lead_time
