-- Published cells with their true counts and cell keys; grain and order: those of the release.
SELECT cell.* EXCLUDE (place), candidate.n, candidate.cell_key
FROM (SELECT *, row_number() OVER () AS place FROM published_cell) AS cell
LEFT JOIN candidate
    ON candidate.cell_table = cell.cell_table
    AND candidate.area_id = cell.area_id
    AND candidate.reference_date = cell.reference_date
    AND candidate.age = cell.age
    AND candidate.age_to = cell.age_to
    AND candidate.kind IS NOT DISTINCT FROM cell.kind
    AND candidate.partner IS NOT DISTINCT FROM cell.partner
    AND candidate.sex IS NOT DISTINCT FROM cell.sex
    AND candidate.nationality IS NOT DISTINCT FROM cell.nationality
ORDER BY cell.place
