-- Areas of one level below an ancestor whose figures were converted to a territorial status, between two years; grain: area_id.
SELECT
    c.area_id,
    a.name,
    bool_or(c.is_estimated) AS is_estimated,
    max(c.estimated_share) FILTER (c.is_estimated) AS share,
    year(min(c.reference_date)) AS first_year,
    year(max(c.reference_date)) AS last_year
FROM conversion_on_status($status) AS c
JOIN area_on_status($status) AS a USING (area_id)
JOIN member_on_status($status) AS m USING (area_id)
WHERE m.ancestor_id = $ancestor_id AND a.level = $level
    AND year(c.reference_date) BETWEEN $first_year AND $last_year
GROUP BY c.area_id, a.name
ORDER BY a.name
