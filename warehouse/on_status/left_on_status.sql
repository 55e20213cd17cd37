-- Areas of today that are not in the status in force on a day, or have other figures there; grain: area_id.
CREATE MACRO left_on_status(wanted) AS TABLE
SELECT DISTINCT member.area_id
FROM area_member AS member
JOIN status_of_root(wanted) AS chosen ON chosen.root_id = member.ancestor_id AND chosen.status <> 'heute'
ANTI JOIN (
    SELECT area_id FROM territory_area JOIN status_of_root(wanted) USING (root_id, status) WHERE NOT is_changed
) AS same ON same.area_id = member.area_id
