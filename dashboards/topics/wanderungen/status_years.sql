-- Moves and residents on a territorial status, of one area, the areas above it and the areas of one level; grain: area_id × year.
-- arrived, departed: across a municipal border; moved_in, moved_out: from one smallest area to another of the same municipality. residents: mean of
-- two year-ends. NULL: not delivered, withheld, or not broken down by what is asked for.
WITH shown AS (
    SELECT DISTINCT a.area_id, a.name, a.level, a.geometry IS NOT NULL AS has_geometry, a.is_changed
    FROM area_on_status($status) AS a
    JOIN member_on_status($status) AS m USING (area_id)
    WHERE m.ancestor_id = $ancestor_id AND (a.level = $level OR list_contains($area_ids, a.area_id))
),
part AS (
    SELECT
        area_id, year, direction,
        CASE
            WHEN ($sex IS NULL OR sex IS NOT NULL) AND ($nationality IS NULL OR nationality IS NOT NULL) AND age >= $age AND age_to <= $age_to THEN moves
        END AS moves
    FROM moves_on_status($status)
    WHERE area_id IN (SELECT area_id FROM shown)
        AND age <= $age_to AND age_to >= $age
        AND ($sex IS NULL OR sex IS NULL OR sex = $sex)
        AND ($nationality IS NULL OR nationality IS NULL OR nationality = $nationality)
),
moved AS (
    SELECT
        area_id, year,
        CASE WHEN count(*) FILTER (direction = 'in') = count(moves) FILTER (direction = 'in') THEN coalesce(sum(moves) FILTER (direction = 'in'), 0) END AS arrived,
        CASE WHEN count(*) FILTER (direction = 'out') = count(moves) FILTER (direction = 'out') THEN coalesce(sum(moves) FILTER (direction = 'out'), 0) END AS departed,
        CASE WHEN count(*) FILTER (direction = 'moves_in') = count(moves) FILTER (direction = 'moves_in') THEN coalesce(sum(moves) FILTER (direction = 'moves_in'), 0) END AS moved_in,
        CASE WHEN count(*) FILTER (direction = 'moves_out') = count(moves) FILTER (direction = 'moves_out') THEN coalesce(sum(moves) FILTER (direction = 'moves_out'), 0) END AS moved_out
    FROM part
    GROUP BY area_id, year
),
told AS (SELECT * FROM balance_on_status($status) WHERE area_id IN (SELECT area_id FROM shown)),
stock AS (
    SELECT
        area_id, year(reference_date) AS year,
        sum_known(CASE
            WHEN ($sex IS NULL OR sex IS NOT NULL) AND ($nationality IS NULL OR nationality IS NOT NULL) AND age >= $age AND age_to <= $age_to THEN persons
        END) AS persons
    FROM population_on_status($status)
    WHERE area_id IN (SELECT area_id FROM shown) AND reference_date = make_date(year(reference_date), 12, 31)
        AND age <= $age_to AND age_to >= $age
        AND ($sex IS NULL OR sex IS NULL OR sex = $sex)
        AND ($nationality IS NULL OR nationality IS NULL OR nationality = $nationality)
    GROUP BY ALL
)
SELECT
    shown.area_id, shown.name, shown.level, shown.has_geometry, shown.is_changed, years.year,
    CASE WHEN told."in" IS NULL THEN NULL WHEN moved.area_id IS NULL THEN 0 ELSE moved.arrived END::DOUBLE AS arrived,
    CASE WHEN told."out" IS NULL THEN NULL WHEN moved.area_id IS NULL THEN 0 ELSE moved.departed END::DOUBLE AS departed,
    CASE WHEN told.moves_in IS NULL THEN NULL WHEN moved.area_id IS NULL THEN 0 ELSE moved.moved_in END::DOUBLE AS moved_in,
    CASE WHEN told.moves_out IS NULL THEN NULL WHEN moved.area_id IS NULL THEN 0 ELSE moved.moved_out END::DOUBLE AS moved_out,
    ((before.persons + stock.persons) / 2)::DOUBLE AS residents
FROM shown
CROSS JOIN (SELECT unnest($years) AS year) AS years
LEFT JOIN told ON told.area_id = shown.area_id AND told.year = years.year
LEFT JOIN moved ON moved.area_id = shown.area_id AND moved.year = years.year
LEFT JOIN stock ON stock.area_id = shown.area_id AND stock.year = years.year
LEFT JOIN stock AS before ON before.area_id = shown.area_id AND before.year = years.year - 1
ORDER BY shown.name, shown.area_id, years.year
