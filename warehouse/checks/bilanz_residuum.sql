-- id: bilanz_residuum
-- severity: warnung
-- title: Bilanz geht nicht auf
SELECT
    -- what was divided by shares cannot be expected to balance
    CASE WHEN light = 'rot' AND NOT is_estimated THEN 'warnung' ELSE 'hinweis' END AS severity,
    area_id,
    make_date(year, 12, 31) AS reference_date,
    per_mille AS value,
    'In ' || label || ' weicht der Bestand Ende ' || year || ' um ' || german_count(abs(residual)) || ' Personen ('
        || german_number(abs(per_mille)) || ' ‰) nach '
        || CASE WHEN residual > 0 THEN 'oben' ELSE 'unten' END || ' von der Bilanz ab'
        || CASE WHEN is_estimated THEN '; Zahlen des Gebiets sind nach Anteilen auf heutigen Gebietsstand umgerechnet.' ELSE '.' END
        AS message
FROM balance_light
JOIN area_label USING (area_id)
WHERE light IN ('gelb', 'rot')
    -- who has no area changes place without an event; ohne_zuordnung reports them
    AND NOT ends_with(area_id, '-ohne')
ORDER BY ALL
