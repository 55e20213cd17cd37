-- Which areas and dates are delivered as a whole, and how finely; grain: unit × area_id × reference_date.
SELECT 'person' AS unit, area_id, reference_date, bool_and(sex IS NOT NULL) AS has_sex, bool_and(nationality IS NOT NULL) AS has_nationality
FROM area_population
SEMI JOIN released_area USING (area_id)
GROUP BY area_id, reference_date
HAVING bool_and(persons IS NOT NULL)
UNION ALL
SELECT unit, $municipality_ags, reference_date, bool_and(sex IS NOT NULL), bool_and(nationality IS NOT NULL)
FROM base
WHERE unit <> 'person'
GROUP BY unit, reference_date
