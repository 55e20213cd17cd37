-- Births of individual events as counts; grain: municipality_ags × area_id × year × mother_age × mother_age_to × sex × nationality.
SELECT
    municipality_ags,
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
-- a year without any was delivered all the same: nothing happened is not nothing known
SELECT municipality_ags, min(area_id), year, 0::SMALLINT, 100::SMALLINT, NULL, NULL, 0
FROM staged_event
GROUP BY municipality_ags, year
HAVING count(*) FILTER (event_kind = 'birth') = 0
ORDER BY ALL
