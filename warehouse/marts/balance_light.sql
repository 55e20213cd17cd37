-- Traffic light of the balancing equation for smallest areas and municipalities of today; grain: area_id × year.
WITH total AS (
    SELECT area_id, year, greatest("start", "end") AS stock, residual FROM balance
    UNION ALL
    SELECT leaf.municipality_ags, year, greatest(sum_known("start"), sum_known("end")), sum_known(residual)
    FROM balance
    JOIN balance_leaf AS leaf USING (area_id)
    WHERE leaf.municipality_ags NOT IN (SELECT area_id FROM balance)
    GROUP BY leaf.municipality_ags, year
)
SELECT
    area_id,
    year,
    residual,
    1000.0 * residual / nullif(stock, 0) AS per_mille,
    CASE
        WHEN abs(residual) <= 0.001 * stock THEN 'grün'
        WHEN abs(residual) <= 0.005 * stock THEN 'gelb'
        WHEN residual IS NOT NULL THEN 'rot'
    END AS light,
    EXISTS (
        FROM area_conversion AS conversion
        WHERE conversion.area_id = total.area_id AND conversion.is_estimated
            AND year(conversion.reference_date) BETWEEN total.year - 1 AND total.year
    ) AS is_estimated
FROM total
ORDER BY area_id, year
