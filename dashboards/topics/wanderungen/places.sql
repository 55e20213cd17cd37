-- Every place a move names, in the order of their numbers in moves.sql, and whether it is a category of partners; grain: code.
SELECT place.code, partner_category.code IS NOT NULL AS is_category
FROM (SELECT origin AS code FROM moves UNION SELECT destination FROM moves) AS place
LEFT JOIN partner_category ON partner_category.code = place.code
ORDER BY place.code
