-- Harmonised base of the smallest areas; those not released are put together; grain: area_id × reference_date × sex × age × nationality.
SELECT
    CASE WHEN area_id IN (SELECT area_id FROM hidden_leaf) THEN $municipality_ags || '-ohne' ELSE area_id END AS area_id,
    reference_date, sex, age, age AS age_to, nationality, sum(persons) AS persons
FROM fitted
GROUP BY ALL
ORDER BY reference_date, area_id, sex, nationality, age
