-- Cells that may be released, decided by protected numbers alone; grain: that of protected_cell.
-- A table needs enough residents in its area, and enough residents or events per cell; by nationality enough of the smaller group.
-- Beside an area too small to be shown the next smallest siblings stay hidden too, until what is left over holds enough people.
WITH resident AS (
    SELECT area_id, reference_date, published AS residents FROM protected_cell WHERE cell_table = 'total'
),
sibling AS (
    SELECT
        resident.area_id, resident.reference_date, coalesce(residents, 0) >= $least_residents AS is_large,
        bool_and(coalesce(residents, 0) >= $least_residents) OVER siblings AS all_large,
        -- the noise may have made each of them larger than it is
        coalesce(sum(greatest(coalesce(residents, 0) - $max_noise, 0)) OVER (
            siblings ORDER BY coalesce(residents, 0), resident.area_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS hidden_before
    FROM resident
    JOIN (SELECT area_id, any_value(parent_id) AS parent_id, any_value(level) AS level FROM area GROUP BY area_id) AS place USING (area_id)
    WHERE resident.area_id <> $municipality_ags
    WINDOW siblings AS (PARTITION BY parent_id, level, resident.reference_date)
),
hidden AS (
    SELECT area_id, reference_date FROM sibling WHERE NOT is_large OR (NOT all_large AND hidden_before < $least_residents)
),
smaller_group AS (
    SELECT area_id, reference_date, min(published) AS persons FROM protected_cell WHERE cell_table = 'nationality' GROUP BY ALL
),
partners AS (
    SELECT kind, count(*) AS partners FROM flow WHERE flow = 'partner' GROUP BY kind
),
asked AS (
    SELECT
        cell.*,
        rule.residents_from,
        rule.basis_table,
        rule.mean_over * CASE WHEN cell.cell_table = 'moves_partner' THEN partners.partners ELSE 1 END AS mean_over
    FROM protected_cell AS cell
    JOIN rule ON rule.cell_table = cell.cell_table AND rule.is_town = (cell.area_id = $municipality_ags)
    LEFT JOIN partners ON partners.kind = cell.kind
)
SELECT
    asked.cell_table, asked.unit, asked.area_id, asked.reference_date, asked.kind, asked.partner, asked.sex,
    asked.age, asked.age_to, asked.nationality, asked.published
FROM asked
LEFT JOIN resident ON resident.area_id = asked.area_id AND resident.reference_date = asked.reference_date
LEFT JOIN smaller_group ON smaller_group.area_id = asked.area_id AND smaller_group.reference_date = asked.reference_date
LEFT JOIN protected_cell AS basis
    ON basis.cell_table = asked.basis_table
    AND basis.area_id = asked.area_id
    AND basis.reference_date = asked.reference_date
    AND (basis.kind IS NULL OR basis.kind = asked.kind)
    AND (basis.partner IS NULL OR basis.partner = asked.partner)
WHERE coalesce(resident.residents >= asked.residents_from, asked.residents_from = 0)
    AND coalesce(basis.published >= asked.mean_over * $persons_per_cell, asked.mean_over = 1)
    AND (asked.nationality IS NULL OR asked.cell_table = 'nationality' OR coalesce(smaller_group.persons >= asked.mean_over / 2 * $persons_per_cell, false))
    AND (asked.area_id, asked.reference_date) NOT IN (SELECT area_id, reference_date FROM hidden)
ORDER BY asked.cell_table, asked.area_id, asked.reference_date, asked.kind, asked.partner, asked.sex, asked.age, asked.nationality
