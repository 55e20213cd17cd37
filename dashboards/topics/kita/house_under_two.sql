-- Children under two in one house on the latest day of its care list; grain: one row, none without a care list.
WITH latest AS (
    SELECT max(reference_date) AS reference_date
    FROM care
    WHERE facility_id = $facility_id
)
SELECT
    care.reference_date,
    CAST(sum_known(CASE WHEN care.age < 2 THEN care.children ELSE 0 END) AS DOUBLE) AS under_two
FROM care
SEMI JOIN latest USING (reference_date)
WHERE care.facility_id = $facility_id
GROUP BY care.reference_date
