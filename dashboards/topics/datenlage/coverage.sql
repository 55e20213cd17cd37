-- Which dated contents are known of every municipality below an area; grain: municipality_ags × year × part.
-- is_whole: no area of the municipality lacks the part. What nobody delivered has no row.
WITH member AS (
    SELECT DISTINCT area.area_id
    FROM area
    JOIN area_member ON area_member.area_id = area.area_id AND area_member.ancestor_id = $area_id
    WHERE area.level = 'gemeinde' AND area.valid_to IS NULL
),
stock AS (
    SELECT area_population.area_id, year(reference_date) AS year, 'bestand' AS part, sum_known(persons) IS NOT NULL AS is_whole
    FROM area_population
    SEMI JOIN member USING (area_id)
    GROUP BY area_population.area_id, year(reference_date)
),
flow AS (
    SELECT
        area_member.ancestor_id AS area_id,
        balance.year,
        count(births) AS geburten,
        count(deaths) AS sterbefaelle,
        count("in") AS wanderungen,
        count(moves_in) AS umzuege,
        count(*) AS parts
    FROM balance
    JOIN area_member ON area_member.area_id = balance.area_id AND area_member.is_leaf
    WHERE area_member.ancestor_id IN (FROM (SELECT area_id FROM member)) AND balance.area_id NOT LIKE '%-ohne'
    GROUP BY area_member.ancestor_id, balance.year
),
flow_part AS (
    UNPIVOT flow ON geburten, sterbefaelle, wanderungen, umzuege INTO NAME part VALUE known
),
children AS (
    SELECT area_member.ancestor_id AS area_id, year(reference_date) AS year, 'kita' AS part, true AS is_whole
    FROM care
    JOIN area_member ON area_member.area_id = care.home_area_id
    WHERE area_member.ancestor_id IN (FROM (SELECT area_id FROM member))
    GROUP BY area_member.ancestor_id, year(reference_date)
)
SELECT area_id, CAST(year AS INTEGER) AS year, part, is_whole FROM stock
UNION ALL
SELECT area_id, CAST(year AS INTEGER), part, known = parts FROM flow_part WHERE known > 0
UNION ALL
SELECT area_id, CAST(year AS INTEGER), part, is_whole FROM children
ORDER BY area_id, year, part
