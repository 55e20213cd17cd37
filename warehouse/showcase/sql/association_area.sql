-- The association above the shown municipalities, named by how many of its municipalities are shown; grain: area_id.
SELECT
    parent_id AS area_id,
    any_value(parent_level) AS level,
    any_value(parent_name) || CASE
        WHEN count(*) < $members THEN format(' ({} von {} Gemeinden)', count(*), $members) ELSE ''
    END AS name
FROM release
WHERE parent_id IS NOT NULL
GROUP BY parent_id
HAVING count(*) > 1
