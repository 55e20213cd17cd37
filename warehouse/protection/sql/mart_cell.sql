-- Finest cells of one municipality in the exact build; grain: unit × area_id × kind × partner × reference_date × sex × age × age_to × nationality.
-- Flows stand at the 31 December of their year; age of a birth is that of the mother; area_id of a move is the own end, that of a child in care its home, kind its form of care.
WITH own AS (
    SELECT DISTINCT area_id FROM area WHERE municipality_ags = $municipality_ags
),
cell AS (
    SELECT 'person' AS unit, area_id, NULL::VARCHAR AS kind, NULL::VARCHAR AS partner, reference_date, sex, age, age_to, nationality, persons AS n
    FROM population SEMI JOIN own USING (area_id)
    UNION ALL
    SELECT 'birth', area_id, NULL, NULL, make_date(year, 12, 31), sex, mother_age, mother_age_to, nationality, births
    FROM births SEMI JOIN own USING (area_id)
    UNION ALL
    SELECT 'death', area_id, NULL, NULL, make_date(year, 12, 31), sex, age, age_to, nationality, deaths
    FROM deaths SEMI JOIN own USING (area_id)
    UNION ALL
    SELECT
        'move',
        CASE WHEN kind IN ('member_out', 'external_out') THEN origin ELSE destination END,
        kind,
        CASE WHEN kind IN ('member_out', 'external_out') THEN destination ELSE origin END,
        make_date(year, 12, 31), sex, age, age_to, nationality, moves
    FROM moves
    WHERE reporter_ags = $municipality_ags
    UNION ALL
    SELECT 'care', home_area_id, form, NULL, reference_date, NULL, age, age, NULL, sum_known(children)
    FROM care SEMI JOIN own ON own.area_id = care.home_area_id
    GROUP BY ALL
)
SELECT unit, area_id, kind, partner, reference_date, sex, age, age_to, nationality, n::BIGINT AS n
FROM cell
