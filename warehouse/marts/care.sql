-- Children in care; grain: reference_date × home_area_id × facility_id × form × age.
SELECT reference_date, home_area_id, facility_id, form, age, sum_known(children)::INTEGER AS children
FROM delivered_care
GROUP BY ALL
ORDER BY reference_date, home_area_id, facility_id, form, age
