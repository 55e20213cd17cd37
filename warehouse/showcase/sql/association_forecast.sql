-- Forecast of an association as sum of its shown municipalities by age band; grain: run_id × scenario × area_id × year × age × age_to × sex × nationality.
-- Quantiles are added, which is exact only if all move together, so the range is rather too wide.
SELECT
    any_value(part.run_id) AS run_id, part.scenario, release.parent_id AS area_id, part.year, part.age, part.age_to,
    part.sex, part.nationality,
    sum(part.mean)::FLOAT AS mean, sum(part.q10)::FLOAT AS q10, sum(part.q25)::FLOAT AS q25,
    sum(part.median)::FLOAT AS median, sum(part.q75)::FLOAT AS q75, sum(part.q90)::FLOAT AS q90
FROM released_forecast_age_group AS part
JOIN release ON release.municipality_ags = part.area_id
JOIN association_area AS above ON above.area_id = release.parent_id
GROUP BY part.scenario, release.parent_id, part.year, part.age, part.age_to, part.sex, part.nationality
HAVING count(*) = (SELECT count(*) FROM release AS town WHERE town.parent_id = release.parent_id)
