-- Findings by severity; grain: severity.
SELECT severity, count(*) FROM check_result GROUP BY severity
