-- area_member on the territorial status in force on a day (2018-12-31, or heute); grain: ancestor_id × area_id.
CREATE MACRO member_on_status(wanted) AS TABLE
SELECT ancestor_id, area_id
FROM area_member
WHERE area_id NOT IN (
    SELECT member.area_id
    FROM area_member AS member
    JOIN status_of_root(wanted) AS chosen ON chosen.root_id = member.ancestor_id AND chosen.status <> 'heute'
)
UNION ALL
SELECT ancestor_id, area_id
FROM territory_member
JOIN status_of_root(wanted) USING (root_id, status)
