-- Totals by sex of the leaves of a root where age and sex are not crossed; grain: year × area_id × sex.
SELECT
    year(margin.reference_date - INTERVAL 1 DAY) AS year,
    margin.area_id, margin.sex, sum_known(margin.persons) AS persons
FROM population_margin AS margin
JOIN area_member AS member ON member.area_id = margin.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id)
    AND strftime(margin.reference_date, '%m-%d') IN ('12-31', '01-01')
    AND year(margin.reference_date - INTERVAL 1 DAY) >= $first
GROUP BY ALL
