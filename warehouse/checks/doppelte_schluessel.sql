-- id: doppelte_schluessel
-- severity: fehler
-- title: Schlüssel in einer Tabelle mehrfach
WITH repeated AS (
    SELECT 'population' AS mart, area_id FROM population GROUP BY area_id, reference_date, sex, age, age_to, nationality HAVING count(*) > 1
    UNION ALL
    SELECT 'area_population', area_id FROM area_population GROUP BY area_id, reference_date, sex, age, age_to, nationality HAVING count(*) > 1
    UNION ALL
    SELECT 'births', area_id FROM births GROUP BY area_id, year, mother_age, mother_age_to, sex, nationality HAVING count(*) > 1
    UNION ALL
    SELECT 'deaths', area_id FROM deaths GROUP BY area_id, year, sex, age, age_to, nationality HAVING count(*) > 1
    UNION ALL
    SELECT 'moves', reporter_ags FROM moves
    GROUP BY year, kind, reporter_ags, origin, destination, sex, age, age_to, nationality HAVING count(*) > 1
    UNION ALL
    SELECT 'area', area_id FROM area GROUP BY area_id, valid_from HAVING count(*) > 1
    UNION ALL
    SELECT 'indicator_value', area_id FROM indicator_value GROUP BY indicator_id, area_id, year HAVING count(*) > 1
)
SELECT
    area_id,
    NULL::DATE AS reference_date,
    count(*) AS value,
    'In der Tabelle ' || mart || ' stehen für das Gebiet ' || area_id || ' ' || german_count(count(*)) || ' Schlüssel mehrfach.' AS message
FROM repeated
GROUP BY mart, area_id
ORDER BY ALL
