-- The base cube: finest cells with count and cell key, both of which add up; grain: that of mart_cell.
SELECT
    cell.unit, cell.area_id, cell.kind, cell.partner, cell.reference_date, cell.sex, cell.age, cell.age_to, cell.nationality,
    cell.n,
    coalesce(cell.cell_key, counted.cell_key, 0)::UBIGINT AS cell_key,
    cell.is_counted
FROM keyed_cell AS cell
LEFT JOIN counted_key AS counted ON cell.is_counted AND counted.cell_name = cell.cell_name AND counted.n = cell.n
