-- title: Medianalter
-- unit: Jahre
-- topic: demographie
-- range: 10..90
-- definition: Alter, das die Hälfte der Personen am 31. Dezember noch nicht erreicht hat; innerhalb der Altersklasse gleichmäßig verteilt. Fehlt, wenn die mittlere Altersklasse mehr als 10 Jahre umfasst oder offen ist.
WITH aged AS (
    SELECT area_id, year, age, age_to, sum_known(persons) AS persons
    FROM year_end_population
    GROUP BY area_id, year, age, age_to
),
reached AS (
    SELECT
        area_id,
        year,
        age,
        age_to,
        persons,
        sum(persons) OVER (PARTITION BY area_id, year ORDER BY age, age_to) AS up_to,
        -- sum_known does not work over a window
        CASE WHEN count(persons) OVER whole = count(*) OVER whole THEN sum(persons) OVER whole END AS total
    FROM aged
    WINDOW whole AS (PARTITION BY area_id, year)
)
SELECT
    area_id,
    year,
    CASE WHEN any_value(total) > 0 THEN
        -- a list, because arg_min would pass over a class too wide to tell
        (list(
            CASE WHEN age_to < 100 AND age_to - age < 10
                THEN age + (age_to - age + 1) * (total / 2.0 - (up_to - persons)) / persons END
            ORDER BY age
        ) FILTER (up_to >= total / 2.0 AND persons > 0))[1]
    END AS value
FROM reached
GROUP BY area_id, year
