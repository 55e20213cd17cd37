-- Population of the leaves of a root at year ends from $first on; grain: year × area_id × sex × age × age_to × nationality.
-- A stock of 1 January is the end of the year before; other reference dates are left out.
SELECT
    year(population.reference_date - INTERVAL 1 DAY) AS year,
    population.area_id, population.sex, population.age, population.age_to, population.nationality,
    sum_known(population.persons) AS persons
FROM population
JOIN area_member AS member ON member.area_id = population.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id)
    AND strftime(population.reference_date, '%m-%d') IN ('12-31', '01-01')
    AND year(population.reference_date - INTERVAL 1 DAY) >= $first
GROUP BY ALL
