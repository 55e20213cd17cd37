-- Known residents of every area of today, in the finest cells all its parts share;
-- grain: area_id × reference_date × sex × age × age_to × nationality.
CREATE TEMP TABLE area_cell AS
SELECT
    member.ancestor_id AS area_id,
    population.reference_date,
    CASE WHEN area_date.has_sex THEN population.sex END AS sex,
    coalesce(band.age, population.age) AS age,
    coalesce(band.age_to, population.age_to) AS age_to,
    CASE WHEN area_date.has_nationality THEN population.nationality END AS nationality,
    sum_known(population.persons)::BIGINT AS persons
FROM population
JOIN area_member AS member ON member.area_id = population.area_id
JOIN area_date ON area_date.area_id = member.ancestor_id AND area_date.reference_date = population.reference_date
LEFT JOIN area_band AS band
    ON band.area_id = member.ancestor_id AND band.reference_date = population.reference_date
    AND band.single_age = population.age
GROUP BY ALL
