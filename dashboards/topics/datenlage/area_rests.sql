-- Balance of one area over the years: rest in persons and per 1,000 residents, booked corrections; grain: year.
SELECT
    CAST(balance.year AS INTEGER) AS year,
    sum_known(balance.residual) AS persons,
    sum_known(balance.correction) AS correction,
    1000.0 * sum_known(balance.residual)
        / nullif(greatest(sum_known(balance."start"), sum_known(balance."end")), 0) AS value
FROM balance
JOIN area_member ON area_member.area_id = balance.area_id AND area_member.is_leaf
WHERE area_member.ancestor_id = $area_id
GROUP BY balance.year
ORDER BY balance.year
