-- Areas that carry delivered rows, with their municipality; grain: area_id. is_populated: residents were delivered for it.
CREATE TEMP TABLE used_area AS
WITH mention AS (
    SELECT area_id, municipality_ags, true AS is_populated FROM staged_population
    UNION ALL SELECT coalesce(area_id, municipality_ags || '-ohne'), municipality_ags, true FROM delivered_population_margin
    UNION ALL SELECT area_id, municipality_ags, false FROM staged_event
    UNION ALL SELECT partner, municipality_ags, false FROM staged_event WHERE event_kind = 'inner_move'
    UNION ALL SELECT coalesce(area_id, municipality_ags || '-ohne'), municipality_ags, false FROM delivered_births
    UNION ALL SELECT coalesce(area_id, municipality_ags || '-ohne'), municipality_ags, false FROM delivered_deaths
    UNION ALL
    SELECT area_id, municipality_ags, false
    FROM (
        SELECT origin AS area_id, municipality_ags FROM delivered_moves
        UNION SELECT destination, municipality_ags FROM delivered_moves
    )
    WHERE area_id = municipality_ags OR starts_with(area_id, municipality_ags || '-')
)
SELECT area_id, min(municipality_ags) AS municipality_ags, bool_or(is_populated) AS is_populated
FROM mention
GROUP BY area_id
