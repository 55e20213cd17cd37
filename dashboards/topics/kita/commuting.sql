-- Home and place of care of the children of some ages on the latest day of an area; grain: one row.
-- leaving: residents in a Kita outside the area; arriving: children from outside in its Kitas. Childminders have no place.
-- No row where the houses are not known, as in a release.
WITH member AS (
    SELECT area_id
    FROM area_member
    WHERE ancestor_id = $area_id
),
placed AS (
    SELECT
        care.reference_date,
        care.children,
        care.home_area_id IN (FROM member) AS lives_here,
        care.form = 'kita' AND facility.area_id IN (FROM member) AS is_here,
        care.form = 'kita' AS in_kita,
        care.form = 'kita' AND care.facility_id IS NULL AS is_unplaced
    FROM care
    LEFT JOIN facility USING (facility_id)
    WHERE care.age BETWEEN $age AND $age_to
),
latest AS (
    SELECT max(reference_date) AS reference_date
    FROM placed
    WHERE lives_here
)
SELECT
    reference_date,
    sum_known(CASE WHEN lives_here THEN children ELSE 0 END) AS residents_in_care,
    sum_known(CASE WHEN lives_here AND in_kita THEN children ELSE 0 END) AS residents_in_kita,
    sum_known(CASE WHEN lives_here AND in_kita AND NOT coalesce(is_here, false) THEN children ELSE 0 END) AS leaving,
    sum_known(CASE WHEN coalesce(is_here, false) THEN children ELSE 0 END) AS occupied,
    sum_known(CASE WHEN coalesce(is_here, false) AND NOT lives_here THEN children ELSE 0 END) AS arriving
FROM placed
SEMI JOIN latest USING (reference_date)
WHERE lives_here OR is_here
GROUP BY reference_date
HAVING NOT bool_or(is_unplaced)
