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
UNION ALL
SELECT
    area_id,
    reference_date,
    sum(persons),
    german_count(sum(persons)) || ' Einwohner des Gebiets ' || area_id || ' vom ' || german_date(reference_date)
        || ' gehören zu keiner Gemeinde von heute; Summen darüber sind zu klein.'
FROM population
WHERE area_id NOT IN (SELECT member.area_id FROM area_member AS member JOIN root ON root.root_id = member.ancestor_id)
GROUP BY area_id, reference_date
HAVING sum(persons) > 0
ORDER BY ALL
