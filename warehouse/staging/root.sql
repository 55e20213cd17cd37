-- The highest area above each municipality; grain: municipality_ags. Municipalities of one root are members of each other.
CREATE TEMP TABLE root AS
WITH above AS (
    -- a planning district stands beside the hierarchy, not in it
    SELECT area_id, count(*) AS depth
    FROM area_member
    WHERE ancestor_id NOT IN (SELECT area_id FROM known_area WHERE level = 'planungsbezirk')
    GROUP BY area_id
)
SELECT
    municipality.area_id AS municipality_ags,
    arg_min(member.ancestor_id, above.depth) AS root_id
FROM (SELECT DISTINCT municipality_ags AS area_id FROM known_area WHERE municipality_ags IS NOT NULL) AS municipality
JOIN area_member AS member USING (area_id)
JOIN above ON above.area_id = member.ancestor_id
    AND member.ancestor_id NOT IN (SELECT area_id FROM known_area WHERE level = 'planungsbezirk')
GROUP BY municipality.area_id
