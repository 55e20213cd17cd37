-- id: kita_plaetze_unter_kindern
-- severity: warnung
-- title: Mehr Kinder als genehmigte Plätze im Haus
WITH cared AS (
    SELECT facility_id, reference_date, sum_known(children) AS children
    FROM care
    WHERE facility_id IS NOT NULL
    GROUP BY ALL
),
offered AS (
    SELECT cared.facility_id, cared.reference_date, sum_known(facility_group.places_approved) AS places
    FROM cared
    JOIN facility_group
        ON facility_group.facility_id = cared.facility_id
        AND cared.reference_date
        BETWEEN facility_group.valid_from AND coalesce(facility_group.valid_to, DATE '9999-12-31')
    GROUP BY ALL
)
SELECT
    facility.area_id,
    cared.reference_date,
    CAST(cared.children AS DOUBLE) AS value,
    'Im Haus ' || facility.name || ' (' || facility.facility_id || ') sind am ' || german_date(cared.reference_date)
        || ' ' || german_count(cared.children) || ' Kinder in Betreuung, genehmigt sind ' || german_count(offered.places)
        || ' Plätze. Bitte Betreuungsliste und Gruppenliste dieses Hauses abgleichen.' AS message
FROM cared
JOIN offered USING (facility_id, reference_date)
JOIN facility USING (facility_id)
-- sharing: up to two places of a group may be split between two children on different days (NKiTaG § 8)
WHERE cared.children > 1.1 * offered.places
ORDER BY ALL
