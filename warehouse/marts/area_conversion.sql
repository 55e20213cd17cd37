-- Where figures of an area of today were converted from areas of the time; grain: area_id × reference_date.
WITH source_total AS (
    SELECT area_id AS source_id, reference_date, sum_known(persons) AS persons FROM staged_population GROUP BY ALL
),
total AS (
    SELECT area_id, reference_date, sum_known(persons) AS persons FROM area_population GROUP BY ALL
),
named AS (
    SELECT area_id, any_value(name) AS name FROM known_area GROUP BY area_id
)
SELECT
    share.area_id,
    share.reference_date,
    list(share.source_id ORDER BY share.source_id) AS source_areas,
    bool_or(share.weight < 0.999999) AS is_estimated,
    least(1, coalesce(sum(source_total.persons * share.weight) FILTER (share.weight < 0.999999), 0) / nullif(any_value(total.persons), 0))
        AS estimated_share,
    'Umgerechnet auf heutigen Gebietsstand'
        || CASE WHEN bool_or(share.weight < 0.999999) THEN ', nach Anteilen geschätzt; damals: ' ELSE '; damals: ' END
        || string_agg(named.name || ' (' || share.source_id || ')', ', ' ORDER BY share.source_id) || '.' AS note
FROM old_share AS share
JOIN named ON named.area_id = share.source_id
LEFT JOIN source_total ON source_total.source_id = share.source_id AND source_total.reference_date = share.reference_date
LEFT JOIN total ON total.area_id = share.area_id AND total.reference_date = share.reference_date
GROUP BY share.area_id, share.reference_date
ORDER BY share.area_id, share.reference_date
