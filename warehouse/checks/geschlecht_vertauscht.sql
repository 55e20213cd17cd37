-- id: geschlecht_vertauscht
-- severity: warnung
-- title: Männer und Frauen vermutlich vertauscht
WITH age_sex AS (
    SELECT municipality_ags, reference_date, sex, age, sum(persons) AS persons
    FROM staged_population
    WHERE age = age_to AND age < 100 AND sex IS NOT NULL
    GROUP BY ALL
),
cohort AS (
    SELECT
        now.municipality_ags,
        now.reference_date,
        sum(now.persons) AS persons,
        sum(abs(now.persons - coalesce(same.persons, 0))) AS to_same,
        sum(abs(now.persons - coalesce(other.persons, 0))) AS to_other
    FROM age_sex AS now
    -- without figures a year before there is nothing to compare with
    SEMI JOIN age_sex AS earlier
        ON earlier.municipality_ags = now.municipality_ags AND earlier.reference_date = now.reference_date - INTERVAL 1 YEAR
    LEFT JOIN age_sex AS same
        ON same.municipality_ags = now.municipality_ags AND same.reference_date = now.reference_date - INTERVAL 1 YEAR
        AND same.age = now.age - 1 AND same.sex = now.sex
    LEFT JOIN age_sex AS other
        ON other.municipality_ags = now.municipality_ags AND other.reference_date = now.reference_date - INTERVAL 1 YEAR
        AND other.age = now.age - 1 AND other.sex <> now.sex
    WHERE now.age > 0
    GROUP BY ALL
)
SELECT
    municipality_ags AS area_id,
    reference_date,
    to_same - to_other AS value,
    'In ' || label || ' passen die Männer vom ' || german_date(reference_date) || ' zu den Frauen des Vorjahres und umgekehrt; '
        || 'bei ' || german_count(persons) || ' Personen weichen die Jahrgänge so um ' || german_count(to_other) || ' ab, sonst um '
        || german_count(to_same) || '. Bitte die Schlüssel des Geschlechts in Lieferung und Profil prüfen.' AS message
FROM cohort
JOIN area_label ON area_label.area_id = municipality_ags
-- clean cohorts of small towns come down to 1.4 times; a swap turns this round
WHERE to_other < 0.7 * to_same AND to_same - to_other > 20
ORDER BY ALL
