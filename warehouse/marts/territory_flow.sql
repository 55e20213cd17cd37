-- Events of areas of earlier statuses that differ from today's; grain: root_id × status × area_id × year × component × sex × age × age_to × nationality.
SELECT
    changed.root_id,
    period.status,
    changed.area_id,
    year(part.reference_date)::SMALLINT AS year,
    part.measure AS component,
    part.sex,
    part.age,
    part.age_to,
    part.nationality,
    sum_known(part.persons)::BIGINT AS persons
FROM territory_changed AS changed
JOIN territory_period AS period ON period.root_id = changed.root_id AND period.period = changed.period
JOIN territory_closure AS closure
    ON closure.root_id = changed.root_id AND closure.period = changed.period AND closure.ancestor_id = changed.area_id
JOIN territory_divided AS part
    ON part.root_id = changed.root_id AND part.period = changed.period AND part.area_id = closure.area_id
WHERE part.measure <> 'population'
GROUP BY ALL
ORDER BY changed.root_id, period.status, changed.area_id, year, component, sex, nationality, age
