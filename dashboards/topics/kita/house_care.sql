-- Children of a band in one house by day and home area; grain: reference_date × home_area_id. NULL: a part was withheld.
SELECT
    reference_date,
    home_area_id,
    CAST(sum_known(children) AS DOUBLE) AS children
FROM care
WHERE facility_id = $facility_id
GROUP BY ALL
ORDER BY reference_date, children DESC, home_area_id
