-- Components and mean residents of every area of today; grain: area_id × year. NULL where a part of the area did not deliver.
-- net_migration counts every arrival and departure; moves inside the area cancel out.
CREATE TEMP TABLE area_component AS
WITH leaf_year AS (
    SELECT DISTINCT member.ancestor_id AS area_id, leaf.today_id AS leaf_id, years.year
    FROM area_member AS member
    JOIN area_today AS leaf USING (area_id)
    CROSS JOIN (SELECT DISTINCT year FROM component_year) AS years
    WHERE member.is_leaf AND leaf.today_id IN (SELECT area_id FROM balance_leaf)
)
SELECT
    leaf_year.area_id,
    leaf_year.year,
    sum_known(balance.births)::INTEGER AS births,
    sum_known(balance.deaths)::INTEGER AS deaths,
    sum_known(balance."in" - balance."out" + balance.moves_in - balance.moves_out)::INTEGER AS net_migration,
    (any_value(before.persons) + any_value(after.persons)) / 2 AS mean_persons
FROM leaf_year
LEFT JOIN balance ON balance.area_id = leaf_year.leaf_id AND balance.year = leaf_year.year
LEFT JOIN area_total AS before ON before.area_id = leaf_year.area_id AND before.year = leaf_year.year - 1
LEFT JOIN area_total AS after ON after.area_id = leaf_year.area_id AND after.year = leaf_year.year
GROUP BY leaf_year.area_id, leaf_year.year
