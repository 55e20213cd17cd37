-- id: platzleiter
-- severity: warnung
-- title: Platzleiter steigt an
SELECT
    facility.area_id,
    part.valid_from AS reference_date,
    NULL::DOUBLE AS value,
    'In der Gruppe ' || part.group_id || ' (' || facility.name || ') gilt ab ' || german_date(part.valid_from)
        || ' nicht: genehmigt ≥ gebaut ≥ besetzt ≥ belegbar.' AS message
FROM facility_group AS part
JOIN facility USING (facility_id)
WHERE places_built > places_approved OR places_staffed > places_built OR places_bookable > places_staffed
ORDER BY ALL
