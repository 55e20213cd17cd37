-- Years for which a municipality delivered events of individuals as a whole, and which components are among them; grain: municipality_ags × year.
-- A few late bookings do not make a delivered year: it takes half the events of the file's fullest year.
CREATE TEMP TABLE record_year AS
WITH event_year AS (
    SELECT filename, municipality_ags, year(event_date)::SMALLINT AS year, count(*) AS events
    FROM delivered_event
    GROUP BY ALL
),
whole AS (
    SELECT DISTINCT municipality_ags, year
    FROM event_year
    QUALIFY events >= 0.5 * max(events) OVER (PARTITION BY filename, municipality_ags)
)
SELECT
    municipality_ags,
    year,
    bool_or(event_kind = 'birth') AS has_births,
    bool_or(event_kind = 'death') AS has_deaths,
    bool_or(event_kind IN ('in', 'out', 'inner_move')) AS has_moves,
    bool_or(event_kind IN ('dwelling', 'correction', 'naturalisation')) AS has_changes
FROM whole
JOIN staged_event USING (municipality_ags, year)
GROUP BY municipality_ags, year
