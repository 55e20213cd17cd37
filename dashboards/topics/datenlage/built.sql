-- Deliveries the build was made from; grain: delivery_id.
SELECT delivery_id FROM delivery ORDER BY delivery_id
