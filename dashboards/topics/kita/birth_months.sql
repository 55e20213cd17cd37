-- Children by month of birth at the year-ends, sums of the smallest areas; grain: area_id × year × birth_year × birth_month.
-- begins: of areas whose months are known at the next year-end too, ends: at the one before. Only such areas can be counted
-- exactly between the two.
WITH told AS (
    SELECT DISTINCT area_id, year(reference_date) AS year
    FROM birth_month
)
SELECT
    area_member.ancestor_id AS area_id,
    CAST(year(birth_month.reference_date) AS INTEGER) AS year,
    CAST(birth_month.birth_year AS INTEGER) AS birth_year,
    CAST(birth_month.birth_month AS INTEGER) AS birth_month,
    CAST(sum(CASE WHEN following.area_id IS NULL THEN 0 ELSE birth_month.persons END) AS DOUBLE) AS begins,
    CAST(sum(CASE WHEN before.area_id IS NULL THEN 0 ELSE birth_month.persons END) AS DOUBLE) AS ends
FROM birth_month
JOIN area_member USING (area_id)
LEFT JOIN told AS following
    ON following.area_id = birth_month.area_id AND following.year = year(birth_month.reference_date) + 1
LEFT JOIN told AS before
    ON before.area_id = birth_month.area_id AND before.year = year(birth_month.reference_date) - 1
WHERE area_member.ancestor_id IN (SELECT unnest($areas))
GROUP BY ALL
ORDER BY ALL
