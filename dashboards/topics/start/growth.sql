-- Change of residents between the first and the last known date, percent; grain: area_id of one level below a root.
WITH total AS (
    SELECT area_population.area_id, reference_date, sum_known(persons) AS persons
    FROM area_population
    JOIN area_member ON area_member.area_id = area_population.area_id AND area_member.ancestor_id = $root_id
    JOIN area ON area.area_id = area_population.area_id AND area.level = $level
    GROUP BY area_population.area_id, reference_date
),
ends AS (
    SELECT
        area_id,
        min(reference_date) AS since,
        min_by(persons, reference_date) AS first_persons,
        max_by(persons, reference_date) AS last_persons
    FROM total
    WHERE persons IS NOT NULL
    GROUP BY area_id
)
SELECT
    area_id,
    100.0 * (last_persons - first_persons) / nullif(first_persons, 0) AS value,
    year(since) AS since
FROM ends
ORDER BY area_id
