-- How long arrivals stayed in their municipality; grain: area_id × year × partner × sex × nationality × stayed × ending.
-- A stay is followed to the end of the years delivered without a gap; what happened in a year nobody delivered is not guessed.
WITH told AS (
    SELECT
        municipality_ags, person_key, event_kind, event_date,
        arg_max(area_id, sign) AS area_id, arg_max(partner, sign) AS partner,
        arg_max(sex, sign) AS sex, arg_max(nationality, sign) AS nationality
    FROM staged_event
    WHERE event_kind IN ('in', 'out', 'death')
    GROUP BY municipality_ags, person_key, event_kind, event_date
    HAVING sum(sign) > 0
),
run AS (
    SELECT municipality_ags, year, year - row_number() OVER (PARTITION BY municipality_ags ORDER BY year) AS island
    FROM record_year
    WHERE has_moves
),
followed AS (
    SELECT municipality_ags, year, make_date(max(year) OVER (PARTITION BY municipality_ags, island), 12, 31) AS until_day
    FROM run
),
arrival AS (
    SELECT told.*, followed.year, followed.until_day
    FROM told
    JOIN followed ON followed.municipality_ags = told.municipality_ags AND followed.year = year(told.event_date)
    WHERE told.event_kind = 'in'
),
leaving AS (
    SELECT municipality_ags, person_key, event_date, event_kind
    FROM told
    WHERE event_kind IN ('out', 'death')
),
stay AS (
    SELECT
        arrival.*,
        CASE WHEN leaving.event_date <= arrival.until_day THEN leaving.event_kind ELSE 'observed' END AS ending,
        least(coalesce(leaving.event_date, arrival.until_day), arrival.until_day) AS end_day
    FROM arrival
    ASOF LEFT JOIN leaving
        ON leaving.municipality_ags = arrival.municipality_ags
        AND leaving.person_key = arrival.person_key
        AND leaving.event_date >= arrival.event_date
)
SELECT
    coalesce(today.today_id, stay.area_id) AS area_id,
    stay.year,
    CASE move_end.side WHEN 'member' THEN 'VERBAND' WHEN 'own' THEN 'UNBEKANNT' ELSE coalesce(move_end.area_id, 'UNBEKANNT') END AS partner,
    stay.sex,
    stay.nationality,
    date_sub('year', stay.event_date, stay.end_day)::SMALLINT AS stayed,
    stay.ending,
    count(*)::INTEGER AS persons
FROM stay
LEFT JOIN move_end ON move_end.reporter_ags = stay.municipality_ags AND move_end.code = coalesce(stay.partner, 'UNBEKANNT')
LEFT JOIN area_today AS today ON today.area_id = stay.area_id
GROUP BY ALL
ORDER BY ALL
