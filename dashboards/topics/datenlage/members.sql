-- Municipalities of today below an area and what stands in their registers without a date; grain: area_id of a municipality.
-- A count is NULL where nobody delivered the register for the municipality or for what it belongs to; 0 is none.
WITH member AS (
    SELECT DISTINCT area.area_id, area.name
    FROM area
    JOIN area_member ON area_member.area_id = area.area_id AND area_member.ancestor_id = $area_id
    WHERE area.level = 'gemeinde' AND area.valid_to IS NULL
),
inside AS (
    SELECT member.area_id AS municipality_ags, area_member.area_id, area_member.is_leaf
    FROM member
    JOIN area_member ON area_member.ancestor_id = member.area_id
),
leaf AS (
    SELECT inside.municipality_ags, area.area_id, area.geometry IS NOT NULL AS is_drawn
    FROM inside
    JOIN area USING (area_id)
    -- people without an assignable address are counted, but they are no area
    WHERE inside.is_leaf AND area.valid_to IS NULL AND area.area_id NOT LIKE '%-ohne'
),
given AS (
    SELECT DISTINCT member.area_id, delivery.kind
    FROM member
    JOIN area_member ON area_member.area_id = member.area_id
    JOIN delivery ON delivery.municipality_ags = area_member.ancestor_id
)
SELECT
    member.area_id,
    member.name,
    (SELECT count(*) FROM leaf WHERE leaf.municipality_ags = member.area_id) AS gebiete,
    (SELECT count(*) FROM leaf WHERE leaf.municipality_ags = member.area_id AND is_drawn) AS geometrie,
    CASE WHEN (member.area_id, 'facilities') IN (SELECT (area_id, kind) FROM given)
        THEN (SELECT count(*) FROM facility WHERE facility.municipality_ags = member.area_id) END AS einrichtungen,
    CASE WHEN (member.area_id, 'groups') IN (SELECT (area_id, kind) FROM given)
        THEN (SELECT count(DISTINCT group_id) FROM facility_group JOIN facility USING (facility_id)
              WHERE facility.municipality_ags = member.area_id) END AS gruppen,
    CASE WHEN (member.area_id, 'measures') IN (SELECT (area_id, kind) FROM given)
        THEN (SELECT count(*) FROM measure WHERE measure.municipality_ags = member.area_id) END AS massnahmen,
    CASE WHEN (member.area_id, 'housing') IN (SELECT (area_id, kind) FROM given)
        THEN (SELECT count(DISTINCT project_id) FROM housing_project
              WHERE housing_project.municipality_ags = member.area_id) END AS bauvorhaben
FROM member
ORDER BY member.name
