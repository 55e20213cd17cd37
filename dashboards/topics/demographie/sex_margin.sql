-- Totals by sex of one area where the delivery crosses age and sex only in the margins; grain: sex.
SELECT p.sex, sum_known(p.persons) AS persons
FROM population_margin AS p
INNER JOIN area_member AS m ON m.area_id = p.area_id
WHERE m.ancestor_id = $area_id AND p.reference_date = make_date($year, 12, 31)
GROUP BY p.sex
ORDER BY p.sex
