-- Finest cells under every released area that holds them: stocks under all areas, flows under the municipality only; grain: unit × area_id × base cell.
SELECT base.unit, member.ancestor_id AS area_id, base.kind, base.partner, base.reference_date, base.sex, base.age, base.age_to, base.nationality,
    base.n, base.cell_key
FROM base
JOIN area_member AS member ON member.area_id = base.area_id
JOIN released_area AS area ON area.area_id = member.ancestor_id
WHERE base.unit = 'person'
UNION ALL
SELECT unit, $municipality_ags, kind, CASE WHEN kind <> 'inner' THEN partner END, reference_date, sex, age, age_to, nationality, n, cell_key
FROM base
WHERE unit <> 'person'
