-- Mean population (P(31.12. before) + P(31.12.)) / 2; grain: area_id × year × band (alle: all ages). NULL: one of the two stocks is missing.
WITH span AS (SELECT unnest($firsts) AS first_age, unnest($lasts) AS last_age, unnest($bands) AS band),
band AS (SELECT unnest(range(first_age, last_age + 1)) AS age, band FROM span),
stock AS (
    SELECT
        area_population.area_id, year(reference_date) AS year, persons,
        CASE WHEN low.band = high.band THEN low.band ELSE 'ohne' END AS band
    FROM area_population
    JOIN band AS low ON low.age = area_population.age
    JOIN band AS high ON high.age = area_population.age_to
    WHERE list_contains($area_ids, area_population.area_id)
        AND month(reference_date) = 12 AND day(reference_date) = 31
        AND ($nationality IS NULL OR nationality = $nationality)
),
total AS (
    SELECT area_id, year, coalesce(band, 'alle') AS band, sum_known(persons) AS persons
    FROM stock
    GROUP BY GROUPING SETS ((area_id, year, band), (area_id, year))
),
-- A delivered age group that straddles two bands leaves every band of that stock unknown, never too small.
placed AS (
    SELECT area_id, year, band,
        CASE WHEN band = 'alle' OR NOT bool_or(band = 'ohne') OVER (PARTITION BY area_id, year) THEN persons END
            AS persons
    FROM total
)
SELECT placed.area_id, placed.year, placed.band, (before.persons + placed.persons) / 2 AS residents
FROM placed
LEFT JOIN placed AS before
    ON before.area_id = placed.area_id AND before.band = placed.band AND before.year = placed.year - 1
WHERE placed.band <> 'ohne'
ORDER BY placed.area_id, placed.year, placed.band
