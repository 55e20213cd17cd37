-- Births and deaths of some of the people per 1,000 of their mean number, with their signs; grain: area_id × year.
-- Births count by sex and nationality of the child. Only for years whose rate of all people is known (indicator $known).
WITH told AS (
    SELECT
        area_id,
        year(reference_date) AS year,
        persons,
        CASE
            WHEN age >= $low AND age_to <= $high
                THEN ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
            WHEN age > $high OR age_to < $low THEN false
        END AS is_part
    FROM area_population
    WHERE area_id IN (SELECT unnest($area_ids::VARCHAR[]))
        AND reference_date = make_date(year(reference_date), 12, 31)
),

stock AS (
    SELECT area_id, year, sum_known(CASE WHEN NOT is_part OR persons = 0 THEN 0 WHEN is_part THEN persons END) AS persons
    FROM told
    GROUP BY area_id, year
),

event AS (
    SELECT
        area_id,
        year,
        $deaths_sign * deaths AS cases,
        CASE
            WHEN age >= $low AND age_to <= $high
                THEN ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
            WHEN age > $high OR age_to < $low THEN false
        END AS is_part
    FROM deaths
    UNION ALL
    SELECT
        area_id,
        year,
        $births_sign * births AS cases,
        ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality) AS is_part
    FROM births
    WHERE $births_sign <> 0
),

happened AS (
    SELECT
        m.ancestor_id AS area_id,
        e.year,
        sum_known(CASE WHEN NOT e.is_part OR e.cases = 0 THEN 0 WHEN e.is_part THEN e.cases END) AS cases
    FROM event AS e
    INNER JOIN area_member AS m ON m.area_id = e.area_id
    WHERE m.ancestor_id IN (SELECT unnest($area_ids::VARCHAR[]))
    GROUP BY m.ancestor_id, e.year
)

SELECT
    known.area_id,
    known.year,
    (before.persons + after.persons) / 2.0 AS base,
    1000 * CASE WHEN happened.area_id IS NULL THEN 0 ELSE happened.cases END / nullif((before.persons + after.persons) / 2.0, 0) AS value
FROM indicator_value AS known
INNER JOIN stock AS after ON after.area_id = known.area_id AND after.year = known.year
INNER JOIN stock AS before ON before.area_id = known.area_id AND before.year = known.year - 1
LEFT JOIN happened ON happened.area_id = known.area_id AND happened.year = known.year
WHERE known.indicator_id = $known AND known.value IS NOT NULL
ORDER BY known.area_id, known.year
