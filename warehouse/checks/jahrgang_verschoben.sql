-- id: jahrgang_verschoben
-- severity: warnung
-- title: Bestand vermutlich eines anderen Jahres
WITH age AS (
    SELECT municipality_ags, reference_date, age, sum(persons) AS persons
    FROM staged_population
    WHERE age = age_to AND age < 100
    GROUP BY ALL
),
shifted AS (
    SELECT
        now.municipality_ags,
        now.reference_date,
        years,
        sum(now.persons) AS persons,
        sum(abs(now.persons - coalesce(before.persons, 0))) AS apart
    FROM age AS now
    CROSS JOIN (VALUES (0), (1), (2)) AS older (years)
    SEMI JOIN age AS earlier
        ON earlier.municipality_ags = now.municipality_ags AND earlier.reference_date = now.reference_date - INTERVAL 1 YEAR
    LEFT JOIN age AS before
        ON before.municipality_ags = now.municipality_ags AND before.reference_date = now.reference_date - INTERVAL 1 YEAR
        AND before.age = now.age - years
    WHERE now.age BETWEEN 2 AND 99
    GROUP BY ALL
),
fit AS (
    SELECT
        municipality_ags,
        reference_date,
        arg_min(years, apart) AS years,
        min(apart) AS best,
        any_value(apart) FILTER (years = 1) AS usual,
        any_value(persons) AS persons
    FROM shifted
    GROUP BY ALL
)
SELECT
    municipality_ags AS area_id,
    reference_date,
    usual - best AS value,
    'In ' || label || ' sind die Jahrgänge vom ' || german_date(reference_date) || ' gegenüber dem Vorjahr '
        || CASE years WHEN 0 THEN 'nicht' ELSE 'um zwei Jahre' END || ' gealtert (Abweichung ' || german_count(best)
        || ' statt ' || german_count(usual) || ' bei ' || german_count(persons) || ' Personen); es sieht nach dem Bestand eines '
        || 'anderen Jahres aus. Bitte Stichtag und Datei prüfen.' AS message
FROM fit
JOIN area_label ON area_label.area_id = municipality_ags
WHERE years <> 1 AND best < 0.5 * usual AND usual - best > 0.01 * persons
ORDER BY ALL
