-- Deliveries in force that concern the municipalities below an area, or what they belong to; grain: delivery_id.
WITH owner AS (
    SELECT area_id FROM area_member WHERE ancestor_id = $area_id
    UNION
    SELECT ancestor_id FROM area_member WHERE area_id = $area_id
)
SELECT
    delivery.delivery_id,
    delivery.municipality_ags AS owner_id,
    coalesce(latest.name, delivery.municipality_ags) AS owner,
    delivery.kind,
    delivery.profile,
    delivery.reference_date,
    delivery.version,
    delivery.file_name,
    delivery."rows",
    delivery.rejected,
    delivery.skipped,
    delivery.received_by,
    delivery.received_at
FROM delivery
LEFT JOIN (
    SELECT area_id, any_value(name) AS name FROM area GROUP BY area_id
) AS latest ON latest.area_id = delivery.municipality_ags
WHERE delivery.municipality_ags IN (FROM (SELECT area_id FROM owner))
ORDER BY owner, delivery.kind, delivery.reference_date
