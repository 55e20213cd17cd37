-- Balancing equation of areas of earlier statuses that differ from today's; grain: root_id × status × area_id × year.
-- Status changes and corrections that were not delivered stay in the residual; every other missing part makes it missing.
WITH stock AS (
    SELECT root_id, status, area_id, year(reference_date) AS year, sum_known(persons) AS persons
    FROM territory_population
    WHERE month(reference_date) = 12 AND day(reference_date) = 31
    GROUP BY ALL
),
given AS (
    SELECT
        date.root_id,
        period.status,
        date.area_id,
        year(date.reference_date)::SMALLINT AS year,
        bool_and(coalesce(has_births, false)) AS has_births,
        bool_and(coalesce(has_deaths, false)) AS has_deaths,
        bool_and(coalesce(has_external, false)) AS has_external,
        bool_and(coalesce(has_inner, false)) AS has_inner,
        bool_and(coalesce(has_status, false)) AS has_status
    FROM (SELECT *, unnest(municipalities) AS municipality_ags FROM territory_date) AS date
    JOIN territory_period AS period ON period.root_id = date.root_id AND period.period = date.period
    LEFT JOIN component_year
        ON component_year.municipality_ags = date.municipality_ags AND component_year.year = year(date.reference_date)
    WHERE month(date.reference_date) = 12 AND day(date.reference_date) = 31
    GROUP BY ALL
    HAVING count(component_year.year) > 0
),
flow AS (
    SELECT root_id, status, area_id, year, component, sum_known(persons) AS persons, count(*) > count(persons) AS is_withheld
    FROM territory_flow
    GROUP BY ALL
),
wide AS (
    SELECT
        root_id, status, area_id, year,
        any_value(persons) FILTER (component = 'births') AS births,
        any_value(persons) FILTER (component = 'deaths') AS deaths,
        any_value(persons) FILTER (component = 'in') AS "in",
        any_value(persons) FILTER (component = 'out') AS "out",
        any_value(persons) FILTER (component = 'moves_in') AS moves_in,
        any_value(persons) FILTER (component = 'moves_out') AS moves_out,
        any_value(persons) FILTER (component = 'status_change') AS status_change,
        any_value(persons) FILTER (component = 'correction') AS correction,
        list(component) FILTER (is_withheld) AS withheld
    FROM flow
    GROUP BY ALL
),
part AS (
    SELECT
        given.root_id,
        given.status,
        given.area_id,
        given.year,
        before.persons AS "start",
        CASE WHEN has_births AND NOT list_contains(coalesce(withheld, []), 'births') THEN coalesce(births, 0) END AS births,
        CASE WHEN has_deaths AND NOT list_contains(coalesce(withheld, []), 'deaths') THEN coalesce(deaths, 0) END AS deaths,
        CASE WHEN has_external AND NOT list_contains(coalesce(withheld, []), 'in') THEN coalesce("in", 0) END AS "in",
        CASE WHEN has_external AND NOT list_contains(coalesce(withheld, []), 'out') THEN coalesce("out", 0) END AS "out",
        CASE WHEN has_inner AND NOT list_contains(coalesce(withheld, []), 'moves_in') THEN coalesce(moves_in, 0) END AS moves_in,
        CASE WHEN has_inner AND NOT list_contains(coalesce(withheld, []), 'moves_out') THEN coalesce(moves_out, 0) END AS moves_out,
        CASE WHEN has_status THEN coalesce(status_change, 0) END AS status_change,
        CASE WHEN has_status THEN coalesce(correction, 0) END AS correction,
        after.persons AS "end"
    FROM given
    LEFT JOIN wide USING (root_id, status, area_id, year)
    LEFT JOIN stock AS before
        ON before.root_id = given.root_id AND before.status = given.status AND before.area_id = given.area_id
        AND before.year = given.year - 1
    LEFT JOIN stock AS after
        ON after.root_id = given.root_id AND after.status = given.status AND after.area_id = given.area_id
        AND after.year = given.year
)
SELECT
    *,
    "end" - ("start" + births - deaths + "in" - "out" + moves_in - moves_out
        + coalesce(status_change, 0) + coalesce(correction, 0)) AS residual
FROM part
ORDER BY root_id, status, area_id, year
