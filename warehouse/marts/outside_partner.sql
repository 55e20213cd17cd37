-- Moves by single municipality or state outside the association; grain: year × reporter_ags × direction × partner × code × sex × nationality.
-- Built like moves, but the delivered code of the other side is kept and the own area is not.
WITH typed AS (
    SELECT
        move.year,
        move.reporter_ags,
        CASE WHEN destination.side = 'own' THEN 'in' ELSE 'out' END AS direction,
        CASE WHEN destination.side = 'own' THEN origin.area_id ELSE destination.area_id END AS partner,
        CASE WHEN destination.side = 'own' THEN move.origin ELSE move.destination END AS delivered,
        move.sex,
        move.nationality,
        move.moves
    FROM staged_move AS move
    JOIN move_end AS origin ON origin.reporter_ags = move.reporter_ags AND origin.code = move.origin
    JOIN move_end AS destination ON destination.reporter_ags = move.reporter_ags AND destination.code = move.destination
    WHERE (origin.side = 'own') <> (destination.side = 'own') AND 'external' IN (origin.side, destination.side)
),
named AS (
    SELECT
        *,
        CASE WHEN partner <> 'UNBEKANNT' AND regexp_full_match(delivered, '[0-9]{8}|[0-9]{3}') THEN delivered END AS code
    FROM typed
)
SELECT
    named.year,
    coalesce(reporter.today_id, named.reporter_ags) AS reporter_ags,
    named.direction,
    named.partner,
    named.code,
    coalesce(partner_name.label, nullif(umland.label, 'Umland')) AS name,
    named.sex,
    named.nationality,
    sum_known(named.moves)::INTEGER AS moves
FROM named
LEFT JOIN area_today AS reporter ON reporter.area_id = named.reporter_ags
LEFT JOIN partner_name ON partner_name.code = named.code
LEFT JOIN umland ON umland.code = named.code
GROUP BY ALL
ORDER BY ALL
