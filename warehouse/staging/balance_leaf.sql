-- Smallest areas of today that are balanced; grain: area_id. An area above others is not one of them because a dissolved area fell to it.
CREATE TEMP TABLE balance_leaf AS
SELECT DISTINCT area_today.today_id AS area_id, heir.municipality_ags
FROM area_today
JOIN area_today AS heir ON heir.area_id = area_today.today_id
JOIN area_member AS own ON own.area_id = area_today.area_id AND own.ancestor_id = area_today.today_id
WHERE own.is_leaf AND (
    NOT area_today.is_dissolved
    OR area_today.today_id NOT IN (
        SELECT below.ancestor_id
        FROM area_member AS below
        JOIN area_today AS living ON living.area_id = below.area_id AND NOT living.is_dissolved
        WHERE below.ancestor_id <> below.area_id
    )
)
