-- How long arrivals stayed, by area of arrival; grain: area_id × year × partner × nationality × stayed × ending. The areas must not overlap.
-- persons is NULL where sex or nationality is asked for and not known.
SELECT
    area_member.ancestor_id AS area_id, stay.year, stay.partner, stay.nationality, stay.stayed, stay.ending,
    sum_known(CASE
        WHEN ($sex IS NULL OR stay.sex IS NOT NULL) AND ($nationality IS NULL OR stay.nationality IS NOT NULL) THEN stay.persons
    END) AS persons
FROM arrival_stay AS stay
JOIN area_member ON area_member.area_id = stay.area_id
WHERE list_contains($area_ids, area_member.ancestor_id)
    AND ($sex IS NULL OR stay.sex IS NULL OR stay.sex = $sex)
    AND ($nationality IS NULL OR stay.nationality IS NULL OR stay.nationality = $nationality)
GROUP BY ALL
ORDER BY ALL
