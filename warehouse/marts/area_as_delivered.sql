-- Totals on the territorial status of their time; grain: area_id × municipality_ags × reference_date × measure.
WITH figure AS (
    SELECT area_id, municipality_ags, reference_date, 'population' AS measure, persons FROM staged_population
    UNION ALL SELECT area_id, municipality_ags, make_date(year, 12, 31), 'births', births FROM staged_births
    UNION ALL SELECT area_id, municipality_ags, make_date(year, 12, 31), 'deaths', deaths FROM staged_deaths
    UNION ALL SELECT area_id, municipality_ags, make_date(year, 12, 31), 'status_change', persons FROM staged_change
    UNION ALL
    SELECT destination, municipality_ags, make_date(year, 12, 31), CASE kind WHEN 'inner' THEN 'moves_in' ELSE 'in' END, moves
    FROM typed_move WHERE kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT origin, municipality_ags, make_date(year, 12, 31), CASE kind WHEN 'inner' THEN 'moves_out' ELSE 'out' END, moves
    FROM typed_move WHERE kind IN ('inner', 'member_out', 'external_out')
)
SELECT area_id, municipality_ags, reference_date, measure, sum_known(persons)::INTEGER AS persons
FROM figure
GROUP BY ALL
ORDER BY area_id, municipality_ags, reference_date, measure
