-- Deaths from events and counts; grain: area_id × year × sex × age × age_to × nationality. Cancelled deaths cancel out.
WITH registered AS (
    SELECT area_id, year, sex, age, age AS age_to, nationality, sum(sign)::INTEGER AS deaths
    FROM staged_event
    WHERE event_kind = 'death'
    GROUP BY ALL
    HAVING sum(sign) <> 0
    UNION ALL
    SELECT
        coalesce(area_id, municipality_ags || '-ohne') AS area_id,
        year,
        sex,
        least(age, 100)::SMALLINT AS age,
        least(age_to, 100)::SMALLINT AS age_to,
        nationality,
        deaths
    FROM delivered_deaths
)
SELECT area_id, year, sex, age, age_to, nationality, sum_known(deaths)::INTEGER AS deaths
FROM registered
GROUP BY ALL
ORDER BY year, area_id, sex, nationality, age
