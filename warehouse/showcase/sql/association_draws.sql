-- Draws of the total of an association, added draw by draw; grain: run_id × scenario × area_id × year.
WITH single AS (
    SELECT
        release.parent_id AS area_id, part.scenario, part.year, place, any_value(part.run_id) AS run_id,
        sum(part.draws[place])::FLOAT AS persons, count(*) AS towns
    FROM released_forecast_total_draws AS part
    JOIN release ON release.municipality_ags = part.area_id,
        unnest(range(1, len(part.draws) + 1)) AS position (place)
    WHERE release.parent_id IN (SELECT area_id FROM association_area)
    GROUP BY ALL
)
SELECT any_value(run_id) AS run_id, scenario, area_id, year, list(persons ORDER BY place) AS draws
FROM single
WHERE towns = (SELECT count(*) FROM release AS town WHERE town.parent_id = single.area_id)
GROUP BY scenario, area_id, year
