-- Areas that a mapping ends, with their only successor if there is one; grain: area_id. A municipality takes the areas of equal number along.
-- An area with residents on or after the day has not ended, whatever the mapping says; a check reports it.
CREATE TEMP TABLE area_end AS
WITH division AS (
    SELECT
        source_id,
        since,
        CASE WHEN count(*) = 1 THEN any_value(target_id) END AS successor_id,
        bool_or(target_id = source_id) AS stays,
        since = max(since) OVER (PARTITION BY source_id) AS is_last
    FROM mapping
    GROUP BY source_id, since
),
own AS (
    SELECT source_id AS area_id, since, successor_id
    FROM division
    WHERE is_last AND NOT stays
        AND NOT EXISTS (FROM staged_population WHERE area_id = source_id AND reference_date >= since)
),
place AS (
    SELECT area_id FROM used_area
    UNION SELECT area_id FROM delivered_area
),
below AS (
    SELECT
        place.area_id,
        own.since,
        own.successor_id || substr(place.area_id, length(own.area_id) + 1) AS twin_id
    FROM own
    JOIN place ON starts_with(place.area_id, own.area_id || '-')
    WHERE own.successor_id IS NOT NULL AND place.area_id NOT IN (SELECT source_id FROM mapping)
)
SELECT area_id, since, successor_id FROM own
UNION ALL
SELECT
    area_id,
    since,
    CASE WHEN twin_id IN (SELECT area_id FROM place) OR ends_with(twin_id, '-ohne') THEN twin_id END
FROM below
