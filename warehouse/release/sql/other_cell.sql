-- Cells that other releases of the municipality hold and this one does not, the number of the latest of them; grain: that of released_cell.
SELECT other.* EXCLUDE (place)
FROM (SELECT *, row_number() OVER () AS place FROM other_cell) AS other
ANTI JOIN own_cell AS own
    ON own.cell_table = other.cell_table
    AND own.area_id = other.area_id
    AND own.reference_date = other.reference_date
    AND own.age = other.age
    AND own.age_to = other.age_to
    AND own.kind IS NOT DISTINCT FROM other.kind
    AND own.partner IS NOT DISTINCT FROM other.partner
    AND own.sex IS NOT DISTINCT FROM other.sex
    AND own.nationality IS NOT DISTINCT FROM other.nationality
QUALIFY row_number() OVER (
    PARTITION BY cell_table, area_id, reference_date, kind, partner, sex, age, age_to, nationality ORDER BY place DESC
) = 1
ORDER BY place
