-- Smallest areas with simulated children and the areas they count in; grain: area_id × leaf_id, with first and last Kita year.
WITH leaf AS (
    SELECT area_id AS leaf_id, min(kita_year) AS first_year, max(kita_year) AS last_year
    FROM forecast_children
    WHERE scenario = $scenario
    GROUP BY area_id
)
SELECT area_member.ancestor_id AS area_id, leaf.leaf_id, leaf.first_year, leaf.last_year
FROM leaf
JOIN area_member ON area_member.area_id = leaf.leaf_id
WHERE area_member.ancestor_id IN (SELECT unnest($areas))
ORDER BY area_member.ancestor_id, leaf.leaf_id
