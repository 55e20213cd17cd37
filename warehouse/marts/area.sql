-- Areas of every level with validity; grain: area_id × valid_from. A type in the code list gebietstypen wins over the delivered one.
WITH latest AS (
    SELECT area_id, sum_known(persons)::INTEGER AS inhabitants
    FROM area_population
    WHERE reference_date = (
        SELECT max(other.reference_date) FROM area_population AS other WHERE other.area_id = area_population.area_id
    )
    GROUP BY area_id
)
SELECT
    area_id,
    level,
    name,
    municipality_ags,
    parent_id,
    valid_from,
    valid_to,
    successor_id,
    coalesce(gebietstypen.area_type, known_area.area_type) AS area_type,
    geometry,
    latest.inhabitants
FROM known_area
LEFT JOIN latest USING (area_id)
LEFT JOIN gebietstypen ON gebietstypen.code = known_area.area_id
ORDER BY area_id, valid_from NULLS FIRST
