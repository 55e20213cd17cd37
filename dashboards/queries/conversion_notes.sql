-- Which figures of an area were converted to a territorial status, in two years or all between them; grain: note.
-- One row per sentence with the dates it holds for, the newest first; share is the largest estimated share of them.
SELECT
    note,
    bool_or(is_estimated) AS is_estimated,
    max(estimated_share) FILTER (is_estimated) AS share,
    year(min(reference_date)) AS first_year,
    year(max(reference_date)) AS last_year
FROM conversion_on_status($status)
WHERE area_id = $area_id AND year(reference_date) BETWEEN $first_year AND $last_year
GROUP BY note
ORDER BY last_year DESC, note
