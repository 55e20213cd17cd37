-- Figures of the smallest areas of every status, in whole persons, for areas above that differ from today's; grain: root_id × period × measure × area_id × reference_date × cell.
CREATE TEMP TABLE territory_divided AS
WITH wanted AS (
    SELECT DISTINCT closure.root_id, closure.period, closure.area_id
    FROM territory_closure AS closure
    JOIN territory_changed AS changed
        ON changed.root_id = closure.root_id AND changed.period = closure.period AND changed.area_id = closure.ancestor_id
    JOIN territory_period AS period
        ON period.root_id = closure.root_id AND period.period = closure.period AND period.is_offered
),
touched AS (
    SELECT
        share.root_id,
        share.period,
        source.measure,
        share.target_id AS area_id,
        source.reference_date,
        source.sex,
        source.age,
        source.age_to,
        source.nationality,
        share_upto(source.upto, share.left_over) - share_upto(source.upto - source.persons, share.left_over) AS persons
    FROM territory_source AS source
    JOIN territory_share AS share ON share.source_id = source.area_id AND share.from_period = source.from_period
    JOIN wanted ON wanted.root_id = share.root_id AND wanted.period = share.period AND wanted.area_id = share.target_id
),
-- areas no change touches count in areas above that did change
whole AS (
    SELECT 'population' AS measure, area_id, reference_date, sex, age, age_to, nationality, persons FROM staged_population
    UNION ALL
    SELECT 'births', area_id, make_date(year, 12, 31), sex, mother_age, mother_age_to, nationality, births FROM births
    UNION ALL
    SELECT 'deaths', area_id, make_date(year, 12, 31), sex, age, age_to, nationality, deaths FROM deaths
    UNION ALL
    SELECT CASE kind WHEN 'correction' THEN kind ELSE 'status_change' END, area_id, make_date(year, 12, 31), sex, age, age, nationality, persons
    FROM status_change
    UNION ALL
    SELECT CASE kind WHEN 'inner' THEN 'moves_in' ELSE 'in' END, destination, make_date(year, 12, 31), sex, age, age_to, nationality, moves
    FROM moves WHERE kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT CASE kind WHEN 'inner' THEN 'moves_out' ELSE 'out' END, origin, make_date(year, 12, 31), sex, age, age_to, nationality, moves
    FROM moves WHERE kind IN ('inner', 'member_out', 'external_out')
)
SELECT * FROM touched WHERE persons IS DISTINCT FROM 0
UNION ALL
SELECT wanted.root_id, wanted.period, whole.*
FROM whole
JOIN wanted USING (area_id)
WHERE area_id NOT IN (SELECT area_id FROM boundary_key)
