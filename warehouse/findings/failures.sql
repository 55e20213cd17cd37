-- Failed checks with their first messages; grain: check_id.
SELECT check_id, title, count(*), list(message ORDER BY area_id, reference_date, message)[:$examples]
FROM check_result
JOIN check_definition USING (check_id)
WHERE check_result.severity = 'fehler'
GROUP BY check_id, title
ORDER BY check_id
