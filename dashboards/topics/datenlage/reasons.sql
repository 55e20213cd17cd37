-- Why rows of the deliveries of some owners were refused or left out; grain: delivery_id × outcome × reason.
SELECT delivery_id, delivery.kind, outcome, reason, delivery_reason."rows"
FROM delivery_reason
JOIN delivery USING (delivery_id)
WHERE delivery.municipality_ags IN (SELECT unnest($owner_ids))
ORDER BY delivery_reason."rows" DESC, delivery_id, reason
