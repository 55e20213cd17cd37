-- Forecast components of an association as sum of its shown municipalities; grain: run_id × scenario × area_id × year × component.
-- Arrivals and departures are left out: those of the municipalities hold moves between them, which the draws do not tell apart.
SELECT
    any_value(part.run_id) AS run_id, part.scenario, release.parent_id AS area_id, part.year, part.component,
    sum(part.mean)::FLOAT AS mean, sum(part.q10)::FLOAT AS q10, sum(part.q25)::FLOAT AS q25,
    sum(part.median)::FLOAT AS median, sum(part.q75)::FLOAT AS q75, sum(part.q90)::FLOAT AS q90
FROM released_forecast_components AS part
JOIN release ON release.municipality_ags = part.area_id
JOIN association_area AS above ON above.area_id = release.parent_id
WHERE part.component IN ('births', 'deaths', 'naturalisation')
GROUP BY part.scenario, release.parent_id, part.year, part.component
HAVING count(*) = (SELECT count(*) FROM release AS town WHERE town.parent_id = release.parent_id)
