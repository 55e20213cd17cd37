-- Totals by sex where the delivery crosses age and sex only in the margins; grain: area_id × reference_date × sex.
SELECT
    coalesce(area_id, municipality_ags || '-ohne') AS area_id,
    reference_date,
    sex,
    sum_known(persons)::INTEGER AS persons
FROM delivered_population_margin
GROUP BY ALL
ORDER BY reference_date, area_id, sex
