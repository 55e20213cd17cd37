-- Who stands at one end of a move, seen from the reporter (domain.md §2.3); grain: reporter_ags × code.
-- side: own (an area of the reporter), member (another municipality of the same root), external.
CREATE TEMP TABLE move_end AS
WITH code AS (
    SELECT DISTINCT reporter_ags, origin AS code FROM staged_move
    UNION SELECT DISTINCT reporter_ags, destination FROM staged_move
),
place AS (
    SELECT DISTINCT area_id, municipality_ags, root_id FROM known_area JOIN root USING (municipality_ags)
)
SELECT
    code.reporter_ags,
    code.code,
    CASE
        WHEN place.municipality_ags = code.reporter_ags THEN 'own'
        WHEN place.root_id = reporter.root_id THEN 'member'
        ELSE 'external'
    END AS side,
    CASE
        WHEN place.municipality_ags = code.reporter_ags THEN code.code
        WHEN place.root_id = reporter.root_id THEN place.municipality_ags
        WHEN partner_category.code IS NOT NULL THEN code.code
        WHEN umland.code IS NOT NULL THEN 'UMLAND'
        WHEN length(code.code) = 8 AND regexp_full_match(code.code, '[0-9]{8}')
            THEN CASE WHEN left(code.code, 2) = left(code.reporter_ags, 2) THEN 'LAND' ELSE 'BUND' END
        WHEN regexp_full_match(code.code, '[0-9]{3}') AND code.code <> '000' THEN 'AUSLAND'
        ELSE 'UNBEKANNT'
    END AS area_id
FROM code
LEFT JOIN place ON place.area_id = code.code
LEFT JOIN root AS reporter ON reporter.municipality_ags = code.reporter_ags
LEFT JOIN partner_category ON partner_category.code = code.code
LEFT JOIN umland ON umland.code = code.code
