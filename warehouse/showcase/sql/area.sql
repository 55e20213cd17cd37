-- Areas of all shown releases below their association; grain: area_id × validity. inhabitants of the association: NULL unless all have them.
SELECT
    released.* REPLACE (coalesce(released.parent_id, above.area_id) AS parent_id)
FROM released_area AS released
LEFT JOIN release ON release.municipality_ags = released.area_id
LEFT JOIN association_area AS above ON above.area_id = release.parent_id
UNION ALL BY NAME
SELECT
    above.area_id, above.level, above.name,
    sum_known(town.inhabitants)::INTEGER AS inhabitants
FROM association_area AS above
JOIN release ON release.parent_id = above.area_id
JOIN released_area AS town ON town.area_id = release.municipality_ags
GROUP BY ALL
