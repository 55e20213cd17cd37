-- Whether all year-end stocks of a root were delivered for 1 January; grain: one row.
SELECT coalesce(bool_and(strftime(population.reference_date, '%m-%d') = '01-01'), false) AS is_new_year
FROM population
JOIN area_member AS member ON member.area_id = population.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id)
    AND strftime(population.reference_date, '%m-%d') IN ('12-31', '01-01')
