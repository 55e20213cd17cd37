-- Children of some ages in Kitas by home and area of the Kita on the latest day; grain: home_area_id × place_area_id (NULL: outside).
WITH latest AS (
    SELECT max(reference_date) AS reference_date
    FROM care
    WHERE age BETWEEN $age AND $age_to AND form = 'kita'
)
SELECT
    care.home_area_id,
    facility.area_id AS place_area_id,
    CAST(sum(care.children) AS DOUBLE) AS children
FROM care
SEMI JOIN latest USING (reference_date)
LEFT JOIN facility USING (facility_id)
WHERE care.age BETWEEN $age AND $age_to AND care.form = 'kita' AND care.children IS NOT NULL
GROUP BY ALL
ORDER BY ALL
