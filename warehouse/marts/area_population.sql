-- Population of every level on the current territorial status; grain: area_id × reference_date × sex × age × age_to × nationality.
-- An area without residents at a complete date has zeros, an incomplete date has NULL, in the cells the area has at its other dates.
WITH empty_date AS (
    SELECT area_id, reference_date, is_complete FROM area_date
    WHERE NOT is_complete OR (area_id, reference_date) NOT IN (SELECT area_id, reference_date FROM area_cell)
),
own_cell AS (
    SELECT DISTINCT area_id, sex, age, age_to, nationality FROM area_cell
    WHERE area_id IN (SELECT area_id FROM empty_date)
),
cell AS (
    SELECT area_id, reference_date, sex, age, age_to, nationality, persons
    FROM area_cell
    ANTI JOIN empty_date USING (area_id, reference_date)
    UNION ALL
    SELECT
        empty_date.area_id,
        empty_date.reference_date,
        own_cell.sex,
        coalesce(own_cell.age, 0),
        coalesce(own_cell.age_to, 100),
        own_cell.nationality,
        CASE WHEN empty_date.is_complete THEN 0 END
    FROM empty_date
    LEFT JOIN own_cell USING (area_id)
)
SELECT area_id, reference_date, sex, age, age_to, nationality, persons
FROM cell
ORDER BY reference_date, area_id, sex, nationality, age
