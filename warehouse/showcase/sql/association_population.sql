-- Residents of an association as sum of its shown municipalities, in the groups all of them have; grain: area_id × reference_date × sex × age × age_to × nationality.
-- A date that one of them lacks is NULL: a sum over a missing part is missing.
WITH town AS (
    SELECT release.parent_id AS area_id, release.municipality_ags, cell.reference_date, cell.sex, cell.age, cell.age_to,
        cell.nationality, cell.persons
    FROM released_area_population AS cell
    JOIN release ON release.municipality_ags = cell.area_id
    WHERE release.parent_id IN (SELECT area_id FROM association_area)
),
whole AS (
    SELECT parent_id AS area_id, count(*) AS towns FROM release GROUP BY parent_id
),
day AS (
    SELECT
        area_id, reference_date,
        bool_and(sex IS NOT NULL) AS has_sex,
        bool_and(nationality IS NOT NULL) AS has_nationality,
        bool_and(persons IS NOT NULL) AND count(DISTINCT municipality_ags) = any_value(whole.towns) AS is_complete,
        any_value(whole.towns) AS towns
    FROM town
    JOIN whole USING (area_id)
    GROUP BY area_id, reference_date
),
border AS (
    SELECT town.area_id, town.reference_date, town.age
    FROM town
    JOIN day USING (area_id, reference_date)
    WHERE day.is_complete
    GROUP BY ALL
    HAVING count(DISTINCT town.municipality_ags) = any_value(day.towns)
),
band AS (
    SELECT
        area_id, reference_date, age,
        (coalesce(lead(age) OVER (PARTITION BY area_id, reference_date ORDER BY age), 101) - 1)::SMALLINT AS age_to
    FROM border
)
SELECT
    band.area_id, band.reference_date,
    CASE WHEN day.has_sex THEN town.sex END AS sex,
    band.age, band.age_to,
    CASE WHEN day.has_nationality THEN town.nationality END AS nationality,
    sum_known(town.persons) AS persons
FROM band
JOIN day USING (area_id, reference_date)
JOIN town
    ON town.area_id = band.area_id AND town.reference_date = band.reference_date AND town.age BETWEEN band.age AND band.age_to
GROUP BY ALL
UNION ALL
SELECT area_id, reference_date, NULL, 0, 100, NULL, NULL
FROM day
WHERE NOT is_complete
