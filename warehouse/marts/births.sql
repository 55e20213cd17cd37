-- Live births from events and counts; grain: area_id × year × mother_age × mother_age_to × sex × nationality.
-- A birth without the mother's year of birth stands in the band 0–100. Cancelled births cancel out.
WITH registered AS (
    SELECT
        area_id,
        year,
        coalesce(greatest(0, least(100, year - mother_birth_year)), 0)::SMALLINT AS mother_age,
        coalesce(greatest(0, least(100, year - mother_birth_year)), 100)::SMALLINT AS mother_age_to,
        sex,
        nationality,
        sum(sign)::INTEGER AS births
    FROM staged_event
    WHERE event_kind = 'birth'
    GROUP BY ALL
    HAVING sum(sign) <> 0
    UNION ALL
    SELECT
        coalesce(area_id, municipality_ags || '-ohne') AS area_id,
        year,
        mother_age,
        mother_age_to,
        sex,
        nationality,
        births
    FROM delivered_births
)
SELECT area_id, year, mother_age, mother_age_to, sex, nationality, sum_known(births)::INTEGER AS births
FROM registered
GROUP BY ALL
ORDER BY year, area_id, mother_age, mother_age_to, sex, nationality
