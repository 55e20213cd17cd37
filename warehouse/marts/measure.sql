-- Planned measures of Kita supply; grain: measure_id.
-- A row delivered several times is taken from the delivery received last.
SELECT
    measure_id,
    municipality_ags,
    area_id,
    facility_id,
    title,
    status,
    starts_on,
    group_type,
    band,
    groups_change,
    places_change
FROM delivered_measure
JOIN delivered_file USING (filename)
QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY received DESC) = 1
ORDER BY measure_id
