-- Main residents from stocks and from counts; grain: municipality_ags × area_id × reference_date × sex × age × age_to × nationality.
-- Where a municipality delivered both for one date, the individual stock counts and the counts are left out.
CREATE TEMP TABLE staged_population AS
SELECT
    municipality_ags, area_id, reference_date, sex, age, age AS age_to, nationality, persons, 'stock' AS source
FROM resident_count
UNION ALL
SELECT
    municipality_ags,
    coalesce(area_id, municipality_ags || '-ohne') AS area_id,
    reference_date,
    sex,
    least(age, 100)::SMALLINT AS age,
    least(age_to, 100)::SMALLINT AS age_to,
    nationality,
    sum_known(persons)::INTEGER AS persons,
    'population' AS source
FROM delivered_population
ANTI JOIN (SELECT DISTINCT municipality_ags, reference_date FROM resident_count) AS stock
    USING (municipality_ags, reference_date)
GROUP BY ALL
