-- Delivered figures of the keys a change of borders touches, with the period of each; grain: row as delivered. Moves by their ends inside the municipality.
CREATE TEMP TABLE territory_source AS
WITH figure AS (
    SELECT 'population' AS measure, area_id, reference_date, sex, age, age_to, nationality, persons FROM staged_population
    UNION ALL
    SELECT 'births', area_id, make_date(year, 12, 31), sex, mother_age, mother_age_to, nationality, births FROM staged_births
    UNION ALL
    SELECT 'deaths', area_id, make_date(year, 12, 31), sex, age, age_to, nationality, deaths FROM staged_deaths
    UNION ALL
    SELECT CASE kind WHEN 'correction' THEN kind ELSE 'status_change' END, area_id, make_date(year, 12, 31), sex, age, age, nationality, persons
    FROM staged_change
    UNION ALL
    SELECT CASE kind WHEN 'inner' THEN 'moves_in' ELSE 'in' END, destination, make_date(year, 12, 31), sex, age, age_to, nationality, moves
    FROM typed_move WHERE kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT CASE kind WHEN 'inner' THEN 'moves_out' ELSE 'out' END, origin, make_date(year, 12, 31), sex, age, age_to, nationality, moves
    FROM typed_move WHERE kind IN ('inner', 'member_out', 'external_out')
),
cell AS (
    SELECT measure, area_id, reference_date, sex, age, age_to, nationality, sum_known(persons)::BIGINT AS persons
    FROM figure
    WHERE area_id IN (SELECT area_id FROM boundary_key)
    GROUP BY ALL
)
SELECT
    key.root_id,
    greatest(key.first_period, least(key.last_period, period.period)) AS from_period,
    cell.*,
    sum(cell.persons) OVER (
        PARTITION BY measure, cell.area_id, reference_date
        ORDER BY age, age_to, sex, nationality ROWS UNBOUNDED PRECEDING
    ) AS upto
FROM cell
JOIN boundary_key AS key USING (area_id)
JOIN territory_period AS period
    ON period.root_id = key.root_id AND cell.reference_date BETWEEN period.first_day AND period.last_day
