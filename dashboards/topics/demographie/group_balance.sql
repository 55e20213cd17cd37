-- Components of change of some of the people of one area, years after year_from up to year_to; grain: year.
-- ageing: who grows into the ages in a year less who grows out of them. NULL where a delivery does not tell the part,
-- or where its cases are not those the balance of all people counts.
WITH member AS (
    SELECT area_id FROM area_member WHERE ancestor_id = $area_id
),

whole AS (
    SELECT
        b.year,
        sum_known(b.births) AS births,
        sum_known(b.deaths) AS deaths,
        sum_known(b."in") AS arrivals,
        sum_known(b."out") AS departures,
        sum_known(b.moves_in) AS moves_in,
        sum_known(b.moves_out) AS moves_out,
        sum_known(b.status_change) AS status_change,
        sum_known(b.correction) AS correction
    FROM balance AS b
    INNER JOIN area_member AS m ON m.area_id = b.area_id
    WHERE m.ancestor_id = $area_id AND m.is_leaf AND b.year > $year_from AND b.year <= $year_to
    GROUP BY b.year
),

told AS (
    SELECT
        year(reference_date) AS year,
        persons,
        ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality) AS is_one,
        CASE WHEN age >= $low AND age_to <= $high THEN true WHEN age > $high OR age_to < $low THEN false END AS is_now,
        CASE WHEN age = $low - 1 AND age_to = $low - 1 THEN true WHEN age > $low - 1 OR age_to < $low - 1 THEN false END AS is_next,
        CASE WHEN $high >= 100 OR age > $high OR age_to < $high THEN false WHEN age = $high AND age_to = $high THEN true END AS is_last
    FROM area_population
    WHERE area_id = $area_id AND reference_date = make_date(year(reference_date), 12, 31)
),

stock AS (
    SELECT
        year,
        sum_known(CASE WHEN NOT (is_now AND is_one) OR persons = 0 THEN 0 WHEN is_now AND is_one THEN persons END) AS persons,
        sum_known(CASE WHEN NOT (is_next AND is_one) OR persons = 0 THEN 0 WHEN is_next AND is_one THEN persons END) AS next_in,
        sum_known(CASE WHEN NOT (is_last AND is_one) OR persons = 0 THEN 0 WHEN is_last AND is_one THEN persons END) AS next_out
    FROM told
    GROUP BY year
),

event AS (
    SELECT e.year, 'births' AS part, e.births AS cases, 0 AS age, 0 AS age_to, e.sex, e.nationality
    FROM births AS e
    INNER JOIN member AS m ON m.area_id = e.area_id
    UNION ALL
    SELECT e.year, 'deaths', e.deaths, e.age, e.age_to, e.sex, e.nationality
    FROM deaths AS e
    INNER JOIN member AS m ON m.area_id = e.area_id
    UNION ALL
    SELECT e.year, CASE WHEN e.kind = 'inner' THEN 'moves_in' ELSE 'arrivals' END, e.moves, e.age, e.age_to, e.sex, e.nationality
    FROM moves AS e
    INNER JOIN member AS m ON m.area_id = e.destination
    WHERE e.kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT e.year, CASE WHEN e.kind = 'inner' THEN 'moves_out' ELSE 'departures' END, e.moves, e.age, e.age_to, e.sex, e.nationality
    FROM moves AS e
    INNER JOIN member AS m ON m.area_id = e.origin
    WHERE e.kind IN ('inner', 'member_out', 'external_out')
    UNION ALL
    SELECT e.year, CASE WHEN e.kind = 'correction' THEN 'correction' ELSE 'status_change' END, e.persons, e.age, e.age, e.sex, e.nationality
    FROM status_change AS e
    INNER JOIN member AS m ON m.area_id = e.area_id
),

sorted AS (
    SELECT
        year,
        part,
        cases,
        ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
            AND CASE WHEN age >= $low AND age_to <= $high THEN true WHEN age > $high OR age_to < $low THEN false END AS is_part
    FROM event
    WHERE year > $year_from AND year <= $year_to
),

happened AS (
    SELECT
        year,
        part,
        sum_known(cases) AS all_cases,
        sum_known(CASE WHEN NOT is_part OR cases = 0 THEN 0 WHEN is_part THEN cases END) AS cases
    FROM sorted
    GROUP BY year, part
),

counted AS (
    SELECT
        w.year,
        w.part,
        CASE WHEN h.part IS NULL AND w.cases = 0 THEN 0 WHEN h.all_cases = w.cases THEN h.cases END AS cases,
        -- what some municipalities tell of a part others leave out explains its share of the rest
        CASE WHEN w.cases IS NULL THEN coalesce(h.cases, 0) END AS some_cases
    FROM whole UNPIVOT INCLUDE NULLS (
        cases FOR part IN (births, deaths, arrivals, departures, moves_in, moves_out, status_change, correction)
    ) AS w
    LEFT JOIN happened AS h ON h.year = w.year AND h.part = w.part
),

parts AS (
    SELECT
        year,
        any_value(cases) FILTER (part = 'births') AS births,
        any_value(cases) FILTER (part = 'deaths') AS deaths,
        any_value(cases) FILTER (part = 'arrivals') AS arrivals,
        any_value(cases) FILTER (part = 'departures') AS departures,
        any_value(cases) FILTER (part = 'moves_in') AS moves_in,
        any_value(cases) FILTER (part = 'moves_out') AS moves_out,
        any_value(cases) FILTER (part = 'status_change') AS status_change,
        any_value(cases) FILTER (part = 'correction') AS correction,
        any_value(some_cases) FILTER (part = 'status_change') AS some_status,
        any_value(some_cases) FILTER (part = 'correction') AS some_correction
    FROM counted
    GROUP BY year
)

SELECT
    p.year,
    before.persons AS start_persons,
    p.births,
    p.deaths,
    p.arrivals,
    p.departures,
    p.moves_in,
    p.moves_out,
    p.status_change,
    before.next_in - before.next_out AS ageing,
    p.correction,
    after.persons AS end_persons,
    after.persons - before.persons - (
        p.births - p.deaths + p.arrivals - p.departures + p.moves_in - p.moves_out
        + coalesce(p.status_change, p.some_status) + before.next_in - before.next_out + coalesce(p.correction, p.some_correction)
    ) AS residual
FROM parts AS p
LEFT JOIN stock AS before ON before.year = p.year - 1
LEFT JOIN stock AS after ON after.year = p.year
ORDER BY p.year
