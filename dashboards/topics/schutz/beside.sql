-- Released cells of residents at one date beside their exact counts; grain: area_id × cell_table × sex × age × age_to × nationality.
-- exact: NULL where the date was not delivered. published: NULL where the release shows nothing.
SELECT
    cell.area_id, cell.cell_table, cell.sex, cell.age, cell.age_to, cell.nationality, cell.published,
    sum_known(exact.persons) AS exact
FROM shown_cell AS cell
LEFT JOIN area_population AS exact
    ON exact.area_id = cell.area_id AND exact.reference_date = cell.reference_date
    AND exact.age BETWEEN cell.age AND cell.age_to
    AND (cell.sex IS NULL OR exact.sex = cell.sex)
    AND (cell.nationality IS NULL OR exact.nationality = cell.nationality)
WHERE cell.unit = 'person' AND cell.reference_date = $day
GROUP BY ALL
ORDER BY cell.area_id, cell.cell_table, cell.sex, cell.nationality, cell.age
