-- Mean population (P(31.12. before) + P(31.12.)) / 2 and stock P(31.12.); grain: area_id × year × band (alle: all ages). NULL: a stock is missing.
WITH span AS (SELECT unnest($firsts) AS first_age, unnest($lasts) AS last_age, unnest($bands) AS band),
band AS (SELECT unnest(range(first_age, last_age + 1)) AS age, band FROM span),
stock AS (
    SELECT
        area_population.area_id, year(reference_date) AS year,
        CASE WHEN ($sex IS NULL OR sex IS NOT NULL) AND ($nationality IS NULL OR nationality IS NOT NULL) THEN persons END AS persons,
        CASE WHEN low.band = high.band THEN low.band ELSE 'ohne' END AS band
    FROM area_population
    JOIN band AS low ON low.age = area_population.age
    JOIN band AS high ON high.age = area_population.age_to
    WHERE list_contains($area_ids, area_population.area_id)
        AND month(reference_date) = 12 AND day(reference_date) = 31
        AND ($sex IS NULL OR sex IS NULL OR sex = $sex)
        AND ($nationality IS NULL OR nationality IS NULL OR nationality = $nationality)
),
total AS (
    SELECT area_id, year, coalesce(band, 'alle') AS band, sum_known(persons) AS persons
    FROM stock
    GROUP BY GROUPING SETS ((area_id, year, band), (area_id, year))
),
-- A band without a row at a delivered date has nobody in it; one that a delivered age group straddles is unknown, never too small.
known AS (
    SELECT DISTINCT area_id, year(reference_date) AS year
    FROM area_population
    WHERE list_contains($area_ids, area_id) AND month(reference_date) = 12 AND day(reference_date) = 31
),
cut AS (SELECT DISTINCT area_id, year FROM stock WHERE band = 'ohne'),
placed AS (
    SELECT
        known.area_id, known.year, every.band,
        CASE
            WHEN every.band <> 'alle' AND cut.area_id IS NOT NULL THEN NULL
            WHEN total.area_id IS NULL THEN 0
            ELSE total.persons
        END AS persons
    FROM known
    CROSS JOIN (SELECT 'alle' AS band UNION ALL SELECT unnest($bands)) AS every
    LEFT JOIN total ON total.area_id = known.area_id AND total.year = known.year AND total.band = every.band
    LEFT JOIN cut ON cut.area_id = known.area_id AND cut.year = known.year
)
SELECT placed.area_id, placed.year, placed.band, (before.persons + placed.persons) / 2 AS residents, placed.persons AS stock
FROM placed
LEFT JOIN placed AS before
    ON before.area_id = placed.area_id AND before.band = placed.band AND before.year = placed.year - 1
ORDER BY placed.area_id, placed.year, placed.band
