-- id: bilanz_residuum
-- severity: warnung
-- title: Bilanz geht nicht auf
WITH total AS (
    SELECT area_id, year, "start", "end", residual FROM balance
    UNION ALL
    SELECT leaf.municipality_ags, year, sum_known("start"), sum_known("end"), sum_known(residual)
    FROM balance
    JOIN area_today AS leaf USING (area_id)
    WHERE area_id <> leaf.municipality_ags
    GROUP BY ALL
)
SELECT
    CASE WHEN abs(residual) > 0.005 * greatest("start", "end") THEN 'warnung' ELSE 'hinweis' END AS severity,
    area_id,
    make_date(year, 12, 31) AS reference_date,
    1000.0 * residual / greatest("start", "end") AS value,
    'In ' || label || ' weicht der Bestand Ende ' || year || ' um ' || german_count(abs(residual)) || ' Personen ('
        || german_number(1000.0 * abs(residual) / greatest("start", "end")) || ' ‰) nach '
        || CASE WHEN residual > 0 THEN 'oben' ELSE 'unten' END || ' von der Bilanz ab.' AS message
FROM total
JOIN area_label USING (area_id)
-- traffic light of domain.md §2.2: up to 1 ‰ green, up to 5 ‰ yellow, above red
WHERE abs(residual) > 0.001 * greatest("start", "end")
    -- who has no area changes place without an event; ohne_zuordnung reports them
    AND NOT ends_with(area_id, '-ohne')
ORDER BY ALL
