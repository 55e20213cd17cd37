-- Finest cells with their cell key; grain: that of mart_cell. is_counted: no records say who is in it, so the units get numbered keys.
-- Sums of records count only where they agree with the build: after a change of areas or beside counts they do not.
SELECT
    cell.*,
    record.cell_key,
    record.cell_key IS NULL AND coalesce(cell.n, 0) > 0 AS is_counted,
    -- the same persons a year older keep their numbers: single ages are named by their year of birth
    concat_ws('|',
        cell.unit, 'count', cell.area_id, cell.kind, cell.partner, cell.sex, cell.nationality,
        CASE
            WHEN cell.unit <> 'person' THEN concat_ws('|', year(cell.reference_date), cell.age, cell.age_to)
            WHEN cell.age = cell.age_to AND cell.age < 100 THEN concat('*', year(cell.reference_date) - cell.age)
            ELSE concat_ws('-', cell.age, cell.age_to)
        END
    ) AS cell_name
FROM mart_cell AS cell
LEFT JOIN record_cell AS record
    ON record.unit = cell.unit
    AND record.area_id = cell.area_id
    AND record.reference_date = cell.reference_date
    AND record.age = cell.age
    AND record.age_to = cell.age_to
    AND record.n = cell.n
    AND record.kind IS NOT DISTINCT FROM cell.kind
    AND record.partner IS NOT DISTINCT FROM cell.partner
    AND record.sex IS NOT DISTINCT FROM cell.sex
    AND record.nationality IS NOT DISTINCT FROM cell.nationality
