-- id: tod_dann_bewegung
-- severity: warnung
-- title: Bewegung nach dem Tod
WITH dead AS (
    SELECT municipality_ags, person_key, max(event_date) AS died_on
    FROM staged_event
    WHERE event_kind = 'death'
    GROUP BY municipality_ags, person_key
    HAVING sum(sign) > 0
),
moved AS (
    SELECT municipality_ags, person_key, event_kind, event_date, sum(sign) AS times
    FROM staged_event
    WHERE event_kind IN ('in', 'out', 'inner_move', 'dwelling', 'naturalisation', 'birth')
    GROUP BY ALL
    HAVING sum(sign) > 0
)
SELECT
    moved.municipality_ags AS area_id,
    make_date(year(moved.event_date), 12, 31) AS reference_date,
    count(*) AS value,
    'In ' || any_value(label) || ' liegen ' || german_count(count(*)) || ' Bewegungen des Jahres ' || year(moved.event_date)
        || ' nach dem gemeldeten Tod der Person, die erste am ' || german_date(min(moved.event_date)) || '; sie zählen mit.' AS message
FROM moved
JOIN dead USING (municipality_ags, person_key)
JOIN area_label ON area_label.area_id = moved.municipality_ags
WHERE moved.event_date > dead.died_on
GROUP BY moved.municipality_ags, year(moved.event_date)
ORDER BY ALL
