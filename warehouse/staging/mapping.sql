-- Shares of old areas' persons in new areas; grain: source_id × since × target_id. An area's division of one day is taken as a whole from the delivery received last.
CREATE TEMP TABLE mapping AS
WITH delivered AS (
    SELECT area_id, successor_id, valid_from, weight, source
    FROM delivered_area_mapping
    JOIN delivered_file AS file USING (filename)
    QUALIFY file.received = max(file.received) OVER (PARTITION BY area_id, valid_from)
)
SELECT
    area_id AS source_id,
    valid_from AS since,
    successor_id AS target_id,
    -- 0.333 + 0.333 + 0.333 is meant as a whole
    weight / sum(weight) OVER (PARTITION BY area_id, valid_from) AS weight,
    source
FROM delivered
WHERE weight > 0
-- an area that only becomes itself does not change
QUALIFY count(*) OVER (PARTITION BY area_id, valid_from) > 1 OR successor_id <> area_id
