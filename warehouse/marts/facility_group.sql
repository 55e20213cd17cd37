-- Groups of a Kita with the place ladder approved ≥ built ≥ staffed ≥ bookable; grain: group_id × valid_from.
-- A row delivered several times is taken from the delivery received last.
SELECT
    facility_id,
    group_id,
    group_type,
    band,
    hours_per_day,
    is_integrative,
    valid_from,
    valid_to,
    places_approved,
    places_built,
    places_staffed,
    places_bookable
FROM delivered_facility_group
JOIN delivered_file USING (filename)
QUALIFY row_number() OVER (PARTITION BY group_id, valid_from ORDER BY received DESC) = 1
ORDER BY group_id, valid_from
