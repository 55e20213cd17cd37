-- Areas without a parent with their latest complete population; one row per root.
SELECT
    area.area_id,
    area.name,
    latest.reference_date,
    latest.persons
FROM area
LEFT JOIN (
    SELECT area_id, reference_date, sum_known(persons) AS persons
    FROM area_population
    GROUP BY area_id, reference_date
    HAVING sum_known(persons) IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY reference_date DESC) = 1
) AS latest USING (area_id)
WHERE area.parent_id IS NULL AND area.valid_to IS NULL
ORDER BY area.area_id
