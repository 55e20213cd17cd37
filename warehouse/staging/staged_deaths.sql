-- Deaths from events and counts as delivered; grain: municipality_ags × area_id × year × sex × age × age_to × nationality × source.
-- Where both were delivered for a year, the events count.
CREATE TEMP TABLE staged_deaths AS
SELECT municipality_ags, area_id, year, sex, age, age AS age_to, nationality, sum(sign)::INTEGER AS deaths
FROM staged_event
WHERE event_kind = 'death'
GROUP BY ALL
HAVING sum(sign) <> 0
UNION ALL
SELECT
    municipality_ags,
    coalesce(area_id, municipality_ags || '-ohne'),
    year,
    sex,
    least(age, 100)::SMALLINT,
    least(age_to, 100)::SMALLINT,
    nationality,
    deaths
FROM delivered_deaths
ANTI JOIN (FROM record_year WHERE has_deaths) USING (municipality_ags, year)
