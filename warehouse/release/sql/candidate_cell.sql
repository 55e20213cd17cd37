-- Candidate cells of stocks and flows with true count and cell key; grain: cell_table × area_id × reference_date × kind × partner × sex × age × age_to × nationality.
-- Every cell of a table is listed, empty ones too, so that no missing row says anything. NULL: a part was not delivered.
WITH summed AS (
    SELECT
        cell.area_id, cell.reference_date, band.cell_table,
        CASE WHEN band.flow <> '' THEN cell.kind END AS kind,
        CASE WHEN band.flow IN ('partner', 'told_once') THEN cell.partner END AS partner,
        CASE WHEN band.by_sex THEN cell.sex END AS sex,
        band.age, band.age_to,
        CASE WHEN band.by_nationality THEN cell.nationality END AS nationality,
        CASE WHEN bool_and(cell.n IS NOT NULL AND cell.age >= band.age AND cell.age_to <= band.age_to) THEN sum(cell.n) END::BIGINT AS n,
        key_sum(cell.cell_key, 1) AS cell_key
    FROM area_cell AS cell
    JOIN band ON band.unit = cell.unit AND cell.age <= band.age_to AND cell.age_to >= band.age
    GROUP BY ALL
),
grid AS (
    SELECT
        band.cell_table, band.unit, place.area_id, place.reference_date, place.has_sex, place.has_nationality,
        flow.kind, flow.partner, sex.sex, band.age, band.age_to, nationality.nationality
    FROM area_date AS place
    JOIN band ON band.unit = place.unit
    JOIN flow ON flow.flow = band.flow
    JOIN (VALUES (false, NULL), (true, 'm'), (true, 'w')) AS sex (by_sex, sex) ON sex.by_sex = band.by_sex
    JOIN (VALUES (false, NULL), (true, 'D'), (true, 'A')) AS nationality (by_nationality, nationality)
        ON nationality.by_nationality = band.by_nationality
)
SELECT
    grid.cell_table, grid.unit, grid.area_id, grid.reference_date, grid.kind, grid.partner, grid.sex, grid.age, grid.age_to, grid.nationality,
    CASE
        WHEN grid.sex IS NOT NULL AND NOT grid.has_sex THEN NULL
        WHEN grid.nationality IS NOT NULL AND NOT grid.has_nationality THEN NULL
        WHEN summed.cell_table IS NULL THEN 0
        ELSE summed.n
    END::BIGINT AS n,
    coalesce(summed.cell_key, 0)::UBIGINT AS cell_key
FROM grid
LEFT JOIN summed
    ON summed.cell_table = grid.cell_table
    AND summed.area_id = grid.area_id
    AND summed.reference_date = grid.reference_date
    AND summed.age = grid.age
    AND summed.age_to = grid.age_to
    AND summed.kind IS NOT DISTINCT FROM grid.kind
    AND summed.partner IS NOT DISTINCT FROM grid.partner
    AND summed.sex IS NOT DISTINCT FROM grid.sex
    AND summed.nationality IS NOT DISTINCT FROM grid.nationality
