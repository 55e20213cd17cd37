-- Children of a band in one house by day and home area; grain: reference_date × home_area_id.
SELECT
    reference_date,
    home_area_id,
    CAST(sum(children) AS DOUBLE) AS children
FROM care
WHERE facility_id = $facility_id AND children IS NOT NULL
GROUP BY ALL
ORDER BY reference_date, children DESC, home_area_id
