-- Years for which a municipality delivered events of individuals as a whole; grain: municipality_ags × year.
-- A few late bookings do not make a delivered year: it takes half the events of the file's fullest year.
CREATE TEMP TABLE record_year AS
WITH event_year AS (
    SELECT filename, municipality_ags, year(event_date)::SMALLINT AS year, count(*) AS events
    FROM delivered_event
    GROUP BY ALL
)
SELECT DISTINCT municipality_ags, year
FROM event_year
QUALIFY events >= 0.5 * max(events) OVER (PARTITION BY filename, municipality_ags)
