-- id: altersspitze
-- severity: warnung
-- title: Altersspitze im Bestand
WITH age AS (
    SELECT municipality_ags, reference_date, age, sum(persons) AS persons
    FROM staged_population
    WHERE age = age_to AND age < 100
    GROUP BY ALL
),
cohort AS (
    SELECT
        now.municipality_ags,
        now.reference_date,
        now.age,
        now.persons,
        greatest(coalesce(below.persons, 0), coalesce(above.persons, 0)) AS beside,
        before.persons AS before,
        after.persons AS after
    FROM age AS now
    LEFT JOIN age AS below
        ON below.municipality_ags = now.municipality_ags AND below.reference_date = now.reference_date AND below.age = now.age - 1
    LEFT JOIN age AS above
        ON above.municipality_ags = now.municipality_ags AND above.reference_date = now.reference_date AND above.age = now.age + 1
    LEFT JOIN age AS before ON before.municipality_ags = now.municipality_ags
        AND before.reference_date = now.reference_date - INTERVAL 1 YEAR AND before.age = now.age - 1
    LEFT JOIN age AS after ON after.municipality_ags = now.municipality_ags
        AND after.reference_date = now.reference_date + INTERVAL 1 YEAR AND after.age = now.age + 1
    -- the newborn have no age beside them that is like theirs
    WHERE now.age > 0
)
SELECT
    municipality_ags AS area_id,
    reference_date,
    persons AS value,
    'In ' || label || ' sind am ' || german_date(reference_date) || ' ' || german_count(persons) || ' Personen ' || age
        || ' Jahre alt, in den Jahrgängen daneben höchstens ' || german_count(beside)
        || '; das sieht nach einem Ersatzdatum oder doppelten Sätzen aus.' AS message
FROM cohort
JOIN area_label ON area_label.area_id = municipality_ags
-- real cohorts rise and fall, but never to half as much again, by many people, and not with the same people a year before or after
WHERE persons > 1.5 * beside + 20
    AND persons > 1.3 * coalesce(least(before, after), before, after, 0) + 20
ORDER BY ALL
