-- id: kita_gueltigkeit_ueberlappt
-- severity: warnung
-- title: Gruppe gilt zweimal zur selben Zeit
SELECT
    facility.area_id,
    later.valid_from AS reference_date,
    NULL::DOUBLE AS value,
    'Die Gruppe ' || later.group_id || ' (' || coalesce(facility.name, later.facility_id) || ') gilt ab '
        || german_date(later.valid_from) || ', aber ihre Zeile ab ' || german_date(earlier.valid_from)
        || CASE WHEN earlier.valid_to IS NULL THEN ' endet nicht' ELSE ' endet erst am ' || german_date(earlier.valid_to) END
        || '. Bitte valid_to der älteren Zeile auf den Tag davor setzen; sonst zählen ihre Plätze doppelt.' AS message
FROM facility_group AS later
JOIN facility_group AS earlier
    ON earlier.group_id = later.group_id
    AND earlier.valid_from < later.valid_from
    AND coalesce(earlier.valid_to, DATE '9999-12-31') >= later.valid_from
LEFT JOIN facility ON facility.facility_id = later.facility_id
ORDER BY ALL
