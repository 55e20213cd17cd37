-- Cells that may be released, decided by protected numbers alone; grain: that of protected_cell.
-- A table needs enough residents in its area, and enough residents or events per cell.
WITH resident AS (
    SELECT area_id, reference_date, published AS residents FROM protected_cell WHERE cell_table = 'total'
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
LEFT JOIN protected_cell AS basis
    ON basis.cell_table = asked.basis_table
    AND basis.area_id = asked.area_id
    AND basis.reference_date = asked.reference_date
    AND (basis.kind IS NULL OR basis.kind = asked.kind)
    AND (basis.partner IS NULL OR basis.partner = asked.partner)
WHERE coalesce(resident.residents >= asked.residents_from, asked.residents_from = 0)
    AND coalesce(basis.published >= asked.mean_over * $persons_per_cell, asked.mean_over = 1)
ORDER BY asked.cell_table, asked.area_id, asked.reference_date, asked.kind, asked.partner, asked.sex, asked.age, asked.nationality
