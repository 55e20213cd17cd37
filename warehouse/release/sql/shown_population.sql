-- Harmonised residents of every area in the finest groups that any of its published tables has; grain: area_id × reference_date × sex × age × age_to × nationality.
WITH shown AS (
    SELECT area_id, reference_date, bool_or(sex IS NOT NULL) AS has_sex, bool_or(nationality IS NOT NULL) AS has_nationality,
        list_sort(list_distinct(flatten(list([age, (age_to + 1)::SMALLINT])))) AS borders
    FROM released_cell
    WHERE unit = 'person' AND published IS NOT NULL
    GROUP BY area_id, reference_date
),
band AS (
    SELECT area_id, reference_date, has_sex, has_nationality, borders[k] AS age, (borders[k + 1] - 1)::SMALLINT AS age_to
    FROM shown, unnest(range(1, len(borders))) AS place (k)
),
summed AS (
    SELECT
        band.area_id, band.reference_date,
        CASE WHEN has_sex THEN leaf.sex END AS sex,
        band.age, band.age_to,
        CASE WHEN has_nationality THEN leaf.nationality END AS nationality,
        sum(leaf.persons) AS persons
    FROM band
    JOIN fitted_member AS member ON member.ancestor_id = band.area_id
    JOIN fitted AS leaf
        ON leaf.area_id = member.area_id AND leaf.reference_date = band.reference_date AND leaf.age BETWEEN band.age AND band.age_to
    GROUP BY ALL
)
SELECT * FROM summed
UNION ALL
SELECT area.area_id, day.reference_date, NULL, 0, 100, NULL, NULL
FROM area
CROSS JOIN (SELECT DISTINCT reference_date FROM released_cell WHERE unit = 'person') AS day
WHERE (area.area_id, day.reference_date) NOT IN (SELECT area_id, reference_date FROM shown)
    AND area.area_id <> $municipality_ags || '-ohne'
ORDER BY reference_date, area_id, sex, nationality, age
