-- Cases across the border of one area by who is on the other side; grain: year × direction (in, out) × partner.
-- partner: GEMEINDE (another area of the same municipality), VERBAND (another member), else a code of partner_category.
WITH inside AS (
    SELECT area_id
    FROM area_member
    WHERE ancestor_id = $area_id
),
crossing AS (
    SELECT
        year,
        CASE WHEN destination IN (FROM inside) THEN 'in' ELSE 'out' END AS direction,
        kind,
        CASE WHEN destination IN (FROM inside) THEN origin ELSE destination END AS code,
        moves
    FROM moves
    WHERE (destination IN (FROM inside) AND origin NOT IN (FROM inside) AND kind IN ('inner', 'member_in', 'external_in'))
        OR (origin IN (FROM inside) AND destination NOT IN (FROM inside) AND kind IN ('inner', 'member_out', 'external_out'))
)
SELECT
    crossing.year,
    crossing.direction,
    CASE
        WHEN crossing.kind = 'inner' THEN 'GEMEINDE'
        WHEN crossing.kind IN ('member_in', 'member_out') THEN 'VERBAND'
        WHEN partner_category.code IS NULL THEN 'UNBEKANNT'
        ELSE crossing.code
    END AS partner,
    CAST(sum_known(crossing.moves) AS DOUBLE) AS moves
FROM crossing
LEFT JOIN partner_category ON partner_category.code = crossing.code
GROUP BY ALL
ORDER BY crossing.year, crossing.direction, partner
