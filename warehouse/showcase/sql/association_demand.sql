-- Children by care band of an association, draws added in their order; grain: run_id × scenario × area_id × kita_year × band.
-- Draws are sorted, so where a municipality has more of them evenly spaced ones are taken.
WITH part AS (
    SELECT demand.*, release.parent_id
    FROM released_forecast_demand AS demand
    JOIN release ON release.municipality_ags = demand.area_id
    WHERE release.parent_id IN (SELECT area_id FROM association_area)
),
summed AS (
    SELECT
        any_value(run_id) AS run_id, scenario, parent_id AS area_id, kita_year, any_value(reference_date) AS reference_date, band,
        sum(mean)::FLOAT AS mean, sum(q10)::FLOAT AS q10, sum(q25)::FLOAT AS q25, sum(median)::FLOAT AS median,
        sum(q75)::FLOAT AS q75, sum(q90)::FLOAT AS q90
    FROM part
    GROUP BY scenario, parent_id, kita_year, band
    HAVING count(*) = (SELECT count(*) FROM release AS town WHERE town.parent_id = part.parent_id)
),
fewest AS (SELECT min(len(draws)) AS draws FROM part),
single AS (
    SELECT
        part.scenario, part.parent_id AS area_id, part.kita_year, part.band, place,
        sum(part.draws[1 + round((place - 1) * (len(part.draws) - 1) / greatest(fewest.draws - 1, 1))::INTEGER])::FLOAT AS children
    FROM part, fewest, unnest(range(1, fewest.draws + 1)) AS position (place)
    GROUP BY ALL
),
drawn AS (
    SELECT scenario, area_id, kita_year, band, list(children ORDER BY place) AS draws FROM single GROUP BY ALL
)
SELECT summed.*, drawn.draws
FROM summed
LEFT JOIN drawn USING (scenario, area_id, kita_year, band)
