-- id: umgerechneter_gebietsstand
-- severity: hinweis
-- title: Auf heutigen Gebietsstand umgerechnet
SELECT
    area_id,
    max(reference_date) AS reference_date,
    max(estimated_share) FILTER (is_estimated) AS value,
    'Die Zahlen von ' || any_value(label) || ' bis ' || german_date(max(reference_date)) || ' sind auf heutigen Gebietsstand umgerechnet'
        || CASE WHEN bool_or(is_estimated)
            THEN ', bis zu ' || german_count(round(100 * coalesce(max(estimated_share) FILTER (is_estimated), 0))) || ' % der Personen nach Anteilen geschätzt'
            ELSE '' END
        || ' (damals: ' || array_to_string(list_sort(list_distinct(flatten(list(source_areas)))), ', ') || ').' AS message
FROM area_conversion
JOIN area_label USING (area_id)
GROUP BY area_id
ORDER BY ALL
