-- id: umrechnung_verliert
-- severity: fehler
-- title: Umrechnung auf heutigen Gebietsstand verändert Summen
WITH delivered AS (
    SELECT 'Einwohner' AS what, reference_date, sum(persons) AS persons FROM staged_population GROUP BY ALL
    UNION ALL SELECT 'Geburten', make_date(year, 12, 31), sum(births) FROM staged_births GROUP BY ALL
    UNION ALL SELECT 'Sterbefälle', make_date(year, 12, 31), sum(deaths) FROM staged_deaths GROUP BY ALL
    UNION ALL SELECT 'Wanderungsfälle', make_date(year, 12, 31), sum(moves) FROM typed_move GROUP BY ALL
    UNION ALL SELECT 'Statuswechsel', make_date(year, 12, 31), sum(persons) FROM staged_change GROUP BY ALL
),
kept AS (
    SELECT 'Einwohner' AS what, reference_date, sum(persons) AS persons FROM population GROUP BY ALL
    UNION ALL SELECT 'Geburten', make_date(year, 12, 31), sum(births) FROM births GROUP BY ALL
    UNION ALL SELECT 'Sterbefälle', make_date(year, 12, 31), sum(deaths) FROM deaths GROUP BY ALL
    UNION ALL SELECT 'Wanderungsfälle', make_date(year, 12, 31), sum(moves) FROM moves GROUP BY ALL
    UNION ALL SELECT 'Statuswechsel', make_date(year, 12, 31), sum(persons) FROM status_change GROUP BY ALL
)
SELECT
    NULL::VARCHAR AS area_id,
    reference_date,
    kept.persons - delivered.persons AS value,
    what || ' zum ' || german_date(reference_date) || ': geliefert ' || german_count(delivered.persons) || ', nach der Umrechnung '
        || german_count(kept.persons) || '.' AS message
FROM delivered
JOIN kept USING (what, reference_date)
-- a cell that sums a withheld part is withheld as a whole, so sums may only be compared where something was divided
WHERE kept.persons <> delivered.persons AND EXISTS (FROM area_split)
ORDER BY ALL
