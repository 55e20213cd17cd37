-- Moves between a municipality and the one whose release is read, named as the first one names them; grain: that of released_cell.
SELECT
    cell_table, unit, $municipality_ags AS area_id, reference_date,
    CASE kind WHEN 'member_in' THEN 'member_out' ELSE 'member_in' END AS kind,
    area_id AS partner, sex, age, age_to, nationality, published
FROM told
WHERE unit = 'move' AND partner = $municipality_ags AND kind IN ('member_in', 'member_out')
