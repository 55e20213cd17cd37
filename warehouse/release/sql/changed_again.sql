-- Cells that were public before, and those of them with another number now; one row.
SELECT count(*) AS compared, count(*) FILTER (now.published IS DISTINCT FROM before.published) AS changed
FROM truth AS now
JOIN (
    SELECT DISTINCT cell_table, area_id, reference_date, kind, partner, sex, age, age_to, nationality, published FROM earlier
) AS before
    ON before.cell_table = now.cell_table
    AND before.area_id = now.area_id
    AND before.reference_date = now.reference_date
    AND before.age = now.age
    AND before.age_to = now.age_to
    AND before.kind IS NOT DISTINCT FROM now.kind
    AND before.partner IS NOT DISTINCT FROM now.partner
    AND before.sex IS NOT DISTINCT FROM now.sex
    AND before.nationality IS NOT DISTINCT FROM now.nationality
