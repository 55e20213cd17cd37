-- id: kita_gruppengroesse
-- severity: warnung
-- title: Gruppe über der zulässigen Größe
SELECT
    -- One place more than the code list is passed: decrees allowed it for some time.
    facility.area_id,
    facility_group.valid_from AS reference_date,
    CAST(facility_group.places_approved AS DOUBLE) AS value,
    'Die Gruppe ' || facility_group.group_id || ' (' || facility.name || ', ' || group_type.label || ') hat ab '
        || german_date(facility_group.valid_from) || ' ' || german_count(facility_group.places_approved)
        || ' genehmigte Plätze, üblich sind höchstens ' || group_type.max_places
        || '. Bitte Gruppenart oder Plätze prüfen.' AS message
FROM facility_group
JOIN facility USING (facility_id)
JOIN group_type ON group_type.code = facility_group.group_type
WHERE facility_group.places_approved > CAST(group_type.max_places AS INTEGER) + 1
ORDER BY ALL
