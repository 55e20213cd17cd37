-- Residents at every year-end on a territorial status, of an area and all areas in it; grain: area_id × year. A year or part that was not delivered is NULL.
WITH shown AS (
    SELECT a.area_id, a.name, a.level, a.geometry IS NOT NULL AS has_geometry, a.is_changed
    FROM area_on_status($status) AS a
    JOIN member_on_status($status) AS m USING (area_id)
    WHERE m.ancestor_id = $ancestor_id
),

counted AS (
    SELECT area_id, year(reference_date) AS year, sum_known(persons) AS persons
    FROM population_on_status($status)
    WHERE area_id IN (SELECT area_id FROM shown) AND reference_date = make_date(year(reference_date), 12, 31)
    GROUP BY area_id, year(reference_date)
)

SELECT shown.*, years.year, counted.persons::DOUBLE AS persons
FROM shown
CROSS JOIN (SELECT unnest($years) AS year) AS years
LEFT JOIN counted ON counted.area_id = shown.area_id AND counted.year = years.year
ORDER BY shown.name, shown.area_id, years.year
