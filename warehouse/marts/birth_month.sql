-- Children up to age 12 of individual stocks by month of birth; grain: area_id × reference_date × birth_year × birth_month.
SELECT
    coalesce(area_id, municipality_ags || '-ohne') AS area_id,
    reference_date,
    birth_year::SMALLINT AS birth_year,
    birth_month::SMALLINT AS birth_month,
    count(*)::INTEGER AS persons
FROM resident
WHERE month(reference_date) = 12
    AND day(reference_date) = 31
    AND birth_year BETWEEN year(reference_date) - 12 AND year(reference_date)
    AND birth_month BETWEEN 1 AND 12
    AND coalesce(area_id, municipality_ags || '-ohne') NOT IN (SELECT source_id FROM area_split)
GROUP BY ALL
ORDER BY reference_date, area_id, birth_year, birth_month
