-- Harmonised moves of the municipality by partner; grain: year × kind × reporter_ags × origin × destination × age × age_to.
SELECT
    year(reference_date)::SMALLINT AS year, kind, $municipality_ags AS reporter_ags,
    CASE WHEN kind IN ('member_in', 'external_in') THEN coalesce(partner, 'UNBEKANNT') ELSE $municipality_ags END AS origin,
    CASE WHEN kind IN ('member_out', 'external_out') THEN coalesce(partner, 'UNBEKANNT') ELSE $municipality_ags END AS destination,
    NULL::VARCHAR AS sex, age, age_to, NULL::VARCHAR AS nationality, published AS moves
FROM fitted_flow
ORDER BY year, kind, origin, destination, age
