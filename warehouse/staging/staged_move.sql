-- Moves from events and counts with both ends as delivered; grain: reporter_ags × year × origin × destination × sex × age × age_to × nationality × source.
-- Where both were delivered for a year, the events count.
CREATE TEMP TABLE staged_move AS
SELECT
    municipality_ags AS reporter_ags,
    year,
    CASE event_kind WHEN 'out' THEN area_id ELSE coalesce(partner, 'UNBEKANNT') END AS origin,
    CASE event_kind WHEN 'out' THEN coalesce(partner, 'UNBEKANNT') ELSE area_id END AS destination,
    sex,
    age,
    age AS age_to,
    nationality,
    sum(sign)::INTEGER AS moves
FROM staged_event
WHERE event_kind IN ('in', 'out', 'inner_move')
GROUP BY ALL
HAVING sum(sign) <> 0
UNION ALL
SELECT
    municipality_ags,
    year,
    coalesce(origin, 'UNBEKANNT'),
    coalesce(destination, 'UNBEKANNT'),
    sex,
    least(age, 100)::SMALLINT,
    least(age_to, 100)::SMALLINT,
    nationality,
    moves
FROM delivered_moves
ANTI JOIN (FROM record_year WHERE has_moves) USING (municipality_ags, year)
