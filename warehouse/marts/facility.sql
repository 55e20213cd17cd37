-- Kita houses; grain: facility_id.
-- A row delivered several times is taken from the delivery received last.
SELECT
    facility_id,
    municipality_ags,
    area_id,
    name,
    provider_type,
    longitude,
    latitude,
    valid_from,
    valid_to
FROM delivered_facility
JOIN delivered_file USING (filename)
QUALIFY row_number() OVER (PARTITION BY facility_id ORDER BY received DESC) = 1
ORDER BY facility_id
