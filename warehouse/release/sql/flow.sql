-- Kinds and partners of moves and forms of care that a table lists, known without looking at any case; grain: flow × kind × partner.
WITH kind AS (
    SELECT * FROM (VALUES ('inner', ''), ('member_in', 'member'), ('member_out', 'member'), ('external_in', 'external'), ('external_out', 'external'))
        AS kind (kind, side)
),
member AS (
    SELECT DISTINCT other.area_id AS partner
    FROM area AS own
    JOIN area AS other ON other.parent_id = own.parent_id AND other.level = own.level
    WHERE own.area_id = $municipality_ags AND other.area_id <> own.area_id
)
SELECT '' AS flow, NULL::VARCHAR AS kind, NULL::VARCHAR AS partner
UNION ALL SELECT 'kind', kind, NULL FROM kind
UNION ALL SELECT 'form', form, NULL FROM (VALUES ('kita'), ('tagespflege')) AS care (form)
UNION ALL SELECT 'partner', kind, code FROM kind, partner_category WHERE side = 'external'
UNION ALL SELECT 'partner', kind, partner FROM kind, member WHERE side = 'member'
-- what a move between members is, in detail, the one it leads to tells alone: two reports would be two draws of noise
UNION ALL SELECT 'told_once', kind, code FROM kind, partner_category WHERE side = 'external'
UNION ALL SELECT 'told_once', kind, partner FROM kind, member WHERE kind = 'member_in'
