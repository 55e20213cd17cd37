-- Findings of the checks; one row per severity.
SELECT severity, count(*) AS findings
FROM check_result
GROUP BY severity
ORDER BY severity
