-- Exact residents of the smallest areas of a municipality at one date; grain: area_id.
SELECT area.area_id, any_value(area.name) AS name, any_value(area.level) AS level, any_value(stock.persons) AS persons
FROM area
JOIN area_member AS member ON member.area_id = area.area_id AND member.ancestor_id = $municipality_ags AND member.is_leaf
LEFT JOIN (
    SELECT area_id, sum_known(persons) AS persons FROM area_population WHERE reference_date = $day GROUP BY area_id
) AS stock ON stock.area_id = area.area_id
GROUP BY area.area_id
ORDER BY name
