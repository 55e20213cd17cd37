-- Every area with a stock, in the order of their numbers in stock.sql; grain: area_id.
SELECT DISTINCT area_id FROM area_population ORDER BY area_id
