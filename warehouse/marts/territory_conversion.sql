-- Where figures of an earlier status were converted; grain: root_id × status × area_id × reference_date.
WITH source_total AS (
    SELECT root_id, area_id AS source_id, reference_date, sum_known(persons) AS persons
    FROM territory_source WHERE measure = 'population'
    GROUP BY ALL
),
total AS (
    SELECT root_id, status, area_id, reference_date, sum_known(persons) AS persons FROM territory_population GROUP BY ALL
),
named AS (
    SELECT area_id, arg_max(name, coalesce(valid_from, '-infinity'::DATE)) AS name FROM known_area GROUP BY area_id
),
dated AS (
    SELECT source.root_id, source.area_id AS source_id, source.reference_date, any_value(source.from_period) AS from_period
    FROM territory_source AS source
    WHERE source.measure = 'population'
    GROUP BY ALL
),
share AS (
    SELECT
        changed.root_id,
        changed.period,
        changed.area_id,
        dated.reference_date,
        dated.source_id,
        bool_or(share.target_id <> share.source_id OR share.weight < 0.999999) AS is_converted,
        share.from_period > share.period AS is_backwards,
        sum(share.weight) AS weight
    FROM territory_changed AS changed
    JOIN territory_closure AS closure
        ON closure.root_id = changed.root_id AND closure.period = changed.period AND closure.ancestor_id = changed.area_id
    JOIN territory_share AS share
        ON share.root_id = closure.root_id AND share.period = closure.period AND share.target_id = closure.area_id
    JOIN dated ON dated.source_id = share.source_id AND dated.from_period = share.from_period
    GROUP BY ALL
    -- what goes whole from one part of an area to another part of it is no conversion of the area
    HAVING is_converted
)
SELECT
    share.root_id,
    period.status,
    share.area_id,
    share.reference_date,
    list(share.source_id ORDER BY share.source_id) AS source_areas,
    bool_or(share.weight < 0.999999) AS is_estimated,
    least(1, coalesce(sum(source_total.persons * share.weight) FILTER (share.weight < 0.999999), 0) / nullif(any_value(total.persons), 0))
        AS estimated_share,
    'Umgerechnet auf den Gebietsstand vom ' || german_date(period.last_day)
        || CASE WHEN NOT bool_or(share.weight < 0.999999) THEN ''
            WHEN bool_or(is_backwards) THEN ', nach den Einwohnern vor der Änderung geschätzt'
            ELSE ', nach den Anteilen der Umschlüsselung geschätzt' END
        || '; geliefert für: '
        || string_agg(named.name || ' (' || share.source_id || ')', ', ' ORDER BY share.source_id) || '.' AS note
FROM share
JOIN territory_period AS period ON period.root_id = share.root_id AND period.period = share.period AND period.is_offered
JOIN named ON named.area_id = share.source_id
LEFT JOIN source_total
    ON source_total.root_id = share.root_id AND source_total.source_id = share.source_id
    AND source_total.reference_date = share.reference_date
LEFT JOIN total
    ON total.root_id = share.root_id AND total.status = period.status AND total.area_id = share.area_id
    AND total.reference_date = share.reference_date
GROUP BY share.root_id, period.status, period.last_day, share.area_id, share.reference_date
ORDER BY share.root_id, period.status, share.area_id, share.reference_date
