-- Whether the stocks below a root tell men from women and German from other nationality; one row.
SELECT
    coalesce(bool_and(p.sex IS NOT NULL), false) AS has_sex,
    coalesce(bool_and(p.nationality IS NOT NULL), false) AS has_nationality
FROM area_population AS p
WHERE p.area_id = $root_id
