-- Indicators as they may be shown: from released numbers, none below 50 residents, event rates from 25 events on; grain: indicator_id × area_id × year.
WITH total AS (
    SELECT area_id, year(reference_date) AS year, sum(persons) AS residents FROM area_population
    WHERE month(reference_date) = 12 AND day(reference_date) = 31
    GROUP BY ALL
),
event AS (
    SELECT
        area_id, year,
        unnest(['geburtenrate', 'tfr', 'sterberate', 'natuerlicher_saldo', 'wanderungssaldo']) AS indicator_id,
        unnest([births, births, deaths, least(births, deaths), least("in", "out")]) AS events
    FROM balance
)
SELECT
    made.indicator_id, made.area_id, made.year,
    CASE WHEN total.residents >= $least_residents AND coalesce(event.events >= $least_events, event.indicator_id IS NULL)
        THEN made.value END AS value,
    true AS is_protected,
    coalesce(total.residents < $bracket_residents, false) AS is_uncertain
FROM made
LEFT JOIN total ON total.area_id = made.area_id AND total.year = made.year
LEFT JOIN event ON event.area_id = made.area_id AND event.year = made.year AND event.indicator_id = made.indicator_id
WHERE made.area_id IN (SELECT area_id FROM area) AND NOT ends_with(made.area_id, '-ohne')
ORDER BY made.indicator_id, made.area_id, made.year
