-- Rest of the balance of the areas of one level below a root, persons and per 1,000 residents; grain: area_id × year.
-- is_estimated: a stock or the events were divided by shares, so the rest may come from them.
WITH estimated AS (
    SELECT DISTINCT area_id, unnest([year(reference_date), year(reference_date) + 1]) AS year
    FROM area_conversion
    WHERE is_estimated
)
SELECT
    area_member.ancestor_id AS area_id,
    CAST(balance.year AS INTEGER) AS year,
    sum_known(balance.residual) AS persons,
    1000.0 * sum_known(balance.residual)
        / nullif(greatest(sum_known(balance."start"), sum_known(balance."end")), 0) AS value,
    count(estimated.area_id) > 0 AS is_estimated
FROM balance
JOIN area_member ON area_member.area_id = balance.area_id AND area_member.is_leaf
LEFT JOIN estimated ON estimated.area_id = area_member.ancestor_id AND estimated.year = balance.year
WHERE area_member.ancestor_id IN (
    SELECT area.area_id
    FROM area
    JOIN area_member AS own ON own.area_id = area.area_id AND own.ancestor_id = $root_id
    WHERE area.level = $level
)
-- who has no area changes place without an event; ohne_zuordnung reports them
AND area_member.ancestor_id NOT LIKE '%-ohne'
GROUP BY area_member.ancestor_id, balance.year
ORDER BY area_member.ancestor_id, balance.year
