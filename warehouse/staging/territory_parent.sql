-- The hierarchy of every period; grain: root_id × period × area_id. exists_then: the area was valid at the end of the period.
-- Where no row is valid then, the earliest later one counts, else the latest before. A dissolved area without parent hangs where its successor does.
CREATE TEMP TABLE territory_parent AS
WITH home AS (
    SELECT DISTINCT member.area_id, top.root_id
    FROM area_member AS member
    JOIN (SELECT DISTINCT root_id FROM root) AS top ON top.root_id = member.ancestor_id
),
day AS (
    SELECT root_id, period, least(last_day, (SELECT max(reference_date) FROM staged_population)) AS day FROM territory_period
),
chosen AS (
    SELECT
        day.root_id,
        day.period,
        known_area.*,
        coalesce(known_area.valid_from <= day.day, true) AND coalesce(known_area.valid_to >= day.day, true) AS exists_then
    FROM day
    JOIN home USING (root_id)
    JOIN known_area ON known_area.area_id = home.area_id AND known_area.level <> 'planungsbezirk'
    QUALIFY row_number() OVER (
        PARTITION BY day.root_id, day.period, known_area.area_id
        ORDER BY exists_then DESC, known_area.valid_from > day.day DESC NULLS LAST,
            abs(date_diff('day', known_area.valid_from, day.day)) NULLS LAST
    ) = 1
)
SELECT
    own.root_id,
    own.period,
    own.area_id,
    own.level,
    own.name,
    own.municipality_ags,
    own.area_type,
    own.exists_then,
    CASE WHEN own.area_id <> own.root_id THEN coalesce(own.parent_id, heir.parent_id, own.root_id) END AS parent_id
FROM chosen AS own
LEFT JOIN area_today AS today ON today.area_id = own.area_id AND today.is_dissolved
LEFT JOIN chosen AS heir ON heir.root_id = own.root_id AND heir.period = own.period AND heir.area_id = today.today_id
