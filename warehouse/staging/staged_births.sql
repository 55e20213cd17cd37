-- Live births from events and counts as delivered; grain: municipality_ags × area_id × year × mother_age × mother_age_to × sex × nationality × source.
-- A birth without the mother's year of birth stands in the band 0–100. Where both were delivered for a year, the events count.
CREATE TEMP TABLE staged_births AS
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
SELECT
    municipality_ags,
    coalesce(area_id, municipality_ags || '-ohne'),
    year,
    mother_age,
    mother_age_to,
    sex,
    nationality,
    births
FROM delivered_births
ANTI JOIN (FROM record_year WHERE has_births) USING (municipality_ags, year)
