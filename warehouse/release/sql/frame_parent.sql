-- The municipality and what it belongs to; one row.
SELECT own.name AS municipality_name, above.area_id AS parent_id, above.name AS parent_name, above.level AS parent_level
FROM area AS own
LEFT JOIN area AS above ON above.area_id = own.parent_id
WHERE own.area_id = $municipality_ags
QUALIFY row_number() OVER (ORDER BY own.valid_from DESC NULLS LAST, above.valid_from DESC NULLS LAST) = 1
