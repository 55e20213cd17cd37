-- Totals that published parts of one other table, or of the areas directly below, make up completely; grain: total × table of the parts × whether the parts are areas.
-- A group counts only where the true parts add up to the true total, so every partition is found and none invented.
WITH part AS (
    SELECT
        total.place, part.cell_table AS parts_table, false AS by_area, total.n AS total_n, total.low AS total_low, total.high AS total_high,
        total.published AS total_published, part.n, part.low, part.high, part.published, part.age, part.age_to,
        total.age AS total_age, total.age_to AS total_age_to
    FROM known AS total
    JOIN known AS part
        ON part.unit = total.unit
        AND part.area_id = total.area_id
        AND part.reference_date = total.reference_date
        AND part.cell_table <> total.cell_table
        AND part.age >= total.age AND part.age_to <= total.age_to
        AND (total.sex IS NULL OR part.sex = total.sex)
        AND (total.nationality IS NULL OR part.nationality = total.nationality)
        AND (total.kind IS NULL OR part.kind = total.kind)
        AND (total.partner IS NULL OR part.partner = total.partner)
    UNION ALL
    SELECT
        total.place, part.cell_table, true, total.n, total.low, total.high, total.published, part.n, part.low, part.high, part.published,
        part.age, part.age_to, total.age, total.age_to
    FROM known AS total
    JOIN area_parent ON area_parent.parent_id = total.area_id
    JOIN known AS part
        ON part.area_id = area_parent.area_id
        AND part.unit = total.unit
        AND part.reference_date = total.reference_date
        AND part.cell_table = total.cell_table
        AND part.age = total.age AND part.age_to = total.age_to
        AND part.sex IS NOT DISTINCT FROM total.sex
        AND part.nationality IS NOT DISTINCT FROM total.nationality
),
grouped AS (
    SELECT
        place, parts_table, by_area, count(*) AS parts,
        any_value(total_n) AS total_n, any_value(total_low) AS total_low, any_value(total_high) AS total_high,
        any_value(total_published) AS total_published, sum(n) AS parts_n, sum(low) AS parts_low, sum(high) AS parts_high,
        sum(published) AS parts_published, min(n) FILTER (n > 0) AS smallest, bool_and(published IS NOT NULL) AS all_published,
        max(age_to) - min(age) = any_value(total_age_to) - any_value(total_age) AS is_whole
    FROM part
    GROUP BY place, parts_table, by_area
)
SELECT
    place, parts_table, by_area, parts, smallest, abs(total_published - parts_published) AS gap, total_published IS NOT NULL AND all_published AS is_open,
    least(total_high - parts_low, parts_high - total_low) AS slack
FROM grouped
WHERE parts > 1 AND is_whole AND parts_n = total_n
