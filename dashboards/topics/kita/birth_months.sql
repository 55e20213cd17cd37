-- Children by month of birth at the year-ends, sums of the smallest areas; grain: area_id × year × birth_year × birth_month.
SELECT
    area_member.ancestor_id AS area_id,
    CAST(year(birth_month.reference_date) AS INTEGER) AS year,
    CAST(birth_month.birth_year AS INTEGER) AS birth_year,
    CAST(birth_month.birth_month AS INTEGER) AS birth_month,
    CAST(sum(birth_month.persons) AS DOUBLE) AS persons
FROM birth_month
JOIN area_member USING (area_id)
WHERE area_member.ancestor_id IN (SELECT unnest($areas))
GROUP BY ALL
ORDER BY ALL
