-- Events of main residents with their year and the age by year of birth; grain: event.
CREATE TEMP TABLE staged_event AS
SELECT
    municipality_ags,
    coalesce(area_id, municipality_ags || '-ohne') AS area_id,
    CASE WHEN event_kind = 'inner_move' THEN coalesce(partner, municipality_ags || '-ohne') ELSE partner END AS partner,
    event_kind,
    year(event_date)::SMALLINT AS year,
    event_date,
    booking_date,
    person_key,
    sex,
    nationality,
    birth_year,
    birth_month,
    greatest(0, least(100, year(event_date) - birth_year))::SMALLINT AS age,
    mother_birth_year,
    sign::INTEGER AS sign,
    coalesce(delta, 0)::INTEGER AS delta
FROM delivered_event
