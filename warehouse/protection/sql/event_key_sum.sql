-- Births, deaths and moves of individual events with the sum of their record keys; grain: unit × area_id × kind × partner × reference_date × sex × age × nationality.
-- The year is its 31 December; age of a birth is that of the mother. A cancelled event takes its key out again.
WITH typed AS (
    SELECT
        CASE event_kind WHEN 'birth' THEN 'birth' WHEN 'death' THEN 'death' ELSE 'move' END AS unit,
        event.*,
        CASE
            WHEN event_kind = 'out' THEN here.area_id
            WHEN event_kind IN ('in', 'inner_move') THEN here.area_id
            ELSE event.area_id
        END AS own_area,
        there.area_id AS other_area,
        CASE
            WHEN event_kind IN ('birth', 'death') THEN NULL
            WHEN here.side = 'own' AND there.side = 'own' THEN 'inner'
            WHEN event_kind = 'out' THEN there.side || '_out'
            ELSE there.side || '_in'
        END AS move_kind
    FROM staged_event AS event
    LEFT JOIN move_end AS here
        ON event_kind IN ('in', 'out', 'inner_move') AND here.reporter_ags = municipality_ags AND here.code = event.area_id
    LEFT JOIN move_end AS there
        ON event_kind IN ('in', 'out', 'inner_move') AND there.reporter_ags = municipality_ags
        AND there.code = coalesce(event.partner, 'UNBEKANNT')
    WHERE event_kind IN ('birth', 'death', 'in', 'out', 'inner_move')
),
keyed AS (
    SELECT
        unit,
        -- a move out to an area of the own municipality is an inner move from here to there
        CASE WHEN move_kind = 'inner' AND event_kind = 'out' THEN other_area ELSE own_area END AS area_id,
        move_kind AS kind,
        CASE WHEN move_kind = 'inner' AND event_kind = 'out' THEN own_area ELSE other_area END AS partner,
        make_date(year, 12, 31) AS reference_date,
        sex,
        CASE WHEN unit = 'birth' THEN coalesce(greatest(0, least(100, year - mother_birth_year)), 0) ELSE age END::SMALLINT AS age,
        CASE WHEN unit = 'birth' THEN coalesce(greatest(0, least(100, year - mother_birth_year)), 100) ELSE age END::SMALLINT AS age_to,
        nationality,
        sign,
        ('0x' || left(keyed_hash($inner, $outer, concat_ws('|',
            unit, person_key, CASE WHEN unit = 'move' THEN concat_ws('|', event_date, event_kind, event.area_id, event.partner) END
        )), 16))::UBIGINT AS record_key
    FROM typed AS event
)
SELECT
    unit, area_id, kind, partner, reference_date, sex, age, age_to, nationality,
    sum(sign)::BIGINT AS n,
    key_sum(record_key, sign) AS cell_key
FROM keyed
GROUP BY ALL
HAVING sum(sign) <> 0
