-- Moves across the border of each area by who is on the other side; grain: year × area_id × direction (in, out) × partner.
-- partner: GEMEINDE (another area of the same municipality), VERBAND (another member), else a code of partner_category. The areas must not overlap.
WITH unit AS (
    SELECT ancestor_id AS unit_id, area_id FROM area_member WHERE list_contains($area_ids, ancestor_id)
),
span AS (SELECT unnest($firsts) AS first_age, unnest($lasts) AS last_age, unnest($bands) AS band),
band AS (SELECT unnest(range(first_age, last_age + 1)) AS age, band FROM span),
located AS (
    SELECT
        moves.year, source.unit_id AS source_id, target.unit_id AS target_id,
        moves.kind, moves.origin, moves.destination,
        CASE WHEN ($sex IS NULL OR moves.sex IS NOT NULL) AND ($nationality IS NULL OR moves.nationality IS NOT NULL)
            AND ($band = 'alle' OR low.band = high.band) THEN moves.moves END AS moves
    FROM moves
    JOIN band AS low ON low.age = moves.age
    JOIN band AS high ON high.age = moves.age_to
    LEFT JOIN unit AS source ON source.area_id = moves.origin
    LEFT JOIN unit AS target ON target.area_id = moves.destination
    WHERE source.unit_id IS DISTINCT FROM target.unit_id
        AND ($band = 'alle' OR low.band = $band OR high.band = $band OR low.band <> high.band)
        AND ($sex IS NULL OR moves.sex IS NULL OR moves.sex = $sex)
        AND ($nationality IS NULL OR moves.nationality IS NULL OR moves.nationality = $nationality)
),
sided AS (
    SELECT year, target_id AS area_id, 'in' AS direction, kind, origin AS code, moves
    FROM located WHERE target_id IS NOT NULL AND kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT year, source_id, 'out', kind, destination, moves
    FROM located WHERE source_id IS NOT NULL AND kind IN ('inner', 'member_out', 'external_out')
)
SELECT
    year, area_id, direction,
    CASE
        WHEN kind = 'inner' THEN 'GEMEINDE'
        WHEN kind IN ('member_in', 'member_out') THEN 'VERBAND'
        WHEN partner_category.code IS NULL THEN 'UNBEKANNT'
        ELSE sided.code
    END AS partner,
    sum_known(moves) AS moves
FROM sided LEFT JOIN partner_category ON partner_category.code = sided.code
GROUP BY ALL
ORDER BY year, area_id, direction, partner
