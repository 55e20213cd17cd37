-- Years an event delivery was made for, by the rule of the build: half the events of its fullest year; grain: municipality_ags × year.
WITH event_year AS (
    SELECT filename, municipality_ags, year(event_date)::SMALLINT AS year, count(*) AS events
    FROM delivered_event
    GROUP BY ALL
)
SELECT DISTINCT municipality_ags, year
FROM event_year
QUALIFY events >= 0.5 * max(events) OVER (PARTITION BY filename, municipality_ags)
