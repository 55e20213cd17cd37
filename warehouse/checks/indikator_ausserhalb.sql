-- id: indikator_ausserhalb
-- severity: hinweis
-- title: Indikator außerhalb des erwarteten Bereichs
SELECT
    indicator_value.area_id,
    make_date(indicator_value.year, 12, 31) AS reference_date,
    indicator_value.value,
    title || ' ' || indicator_value.year || ' in ' || label || ': ' || german_number(indicator_value.value)
        || ' liegt außerhalb des erwarteten Bereichs.' AS message
FROM indicator_value
JOIN indicator USING (indicator_id)
JOIN area_label ON area_label.area_id = indicator_value.area_id
JOIN area_total ON area_total.area_id = indicator_value.area_id AND area_total.year = indicator_value.year
-- ratios of a handful of people say nothing about the data
WHERE area_total.persons >= 300 AND NOT (
    value BETWEEN coalesce(range_min, '-infinity') AND coalesce(range_max, 'infinity')
)
ORDER BY ALL
