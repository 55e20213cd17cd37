-- Exact residents of the smallest areas of a municipality at the latest date of its stock; grain: area_id.
WITH stock AS (
    SELECT population.area_id, population.reference_date, sum_known(population.persons) AS persons
    FROM area_population AS population
    JOIN area_member AS member ON member.area_id = population.area_id AND member.ancestor_id = $municipality_ags AND member.is_leaf
    GROUP BY population.area_id, population.reference_date
)

SELECT area.area_id, any_value(area.name) AS name, any_value(area.level) AS level, any_value(stock.persons) AS persons
FROM stock
JOIN area ON area.area_id = stock.area_id
WHERE stock.reference_date = (SELECT max(reference_date) FROM stock)
GROUP BY area.area_id
ORDER BY name
