-- id: geburt_ohne_mutter
-- severity: warnung
-- title: Geburt ohne Mutter am Ort
WITH born AS (
    SELECT municipality_ags, area_id, year, mother_birth_year, sum(sign) AS births
    FROM staged_event
    WHERE event_kind = 'birth' AND mother_birth_year IS NOT NULL AND NOT ends_with(area_id, '-ohne')
    GROUP BY ALL
    HAVING sum(sign) > 0
),
-- women of each year of birth who lived in the area at either end of the year, or came or went in between
woman AS (
    SELECT area_id, birth_year, year(reference_date) + shift AS year
    FROM delivered_stock CROSS JOIN (VALUES (0), (1)) AS around (shift)
    WHERE sex = 'w' AND dwelling = 'H'
    UNION
    SELECT area_id, birth_year, year FROM staged_event WHERE sex = 'w' AND event_kind <> 'birth'
    UNION
    SELECT partner, birth_year, year FROM staged_event WHERE sex = 'w' AND event_kind = 'inner_move'
),
-- without stocks of individuals around the year nobody's mother can be looked for
looked AS (
    SELECT municipality_ags, year(reference_date) AS year FROM delivered_stock GROUP BY ALL
)
SELECT
    born.municipality_ags AS area_id,
    make_date(born.year, 12, 31) AS reference_date,
    sum(born.births) AS value,
    'In ' || any_value(municipality.label) || ' sind ' || german_count(sum(born.births)) || ' Geburten des Jahres ' || born.year
        || ' in Gebieten gebucht, in denen keine Frau vom Jahrgang der Mutter lebte, zum Beispiel in '
        || min(place.label) || '; sie zählen dort mit.' AS message
FROM born
JOIN looked ON looked.municipality_ags = born.municipality_ags AND looked.year = born.year
JOIN looked AS earlier ON earlier.municipality_ags = born.municipality_ags AND earlier.year = born.year - 1
ANTI JOIN woman ON woman.area_id = born.area_id AND woman.birth_year = born.mother_birth_year AND woman.year = born.year
JOIN area_label AS municipality ON municipality.area_id = born.municipality_ags
JOIN area_label AS place ON place.area_id = born.area_id
GROUP BY born.municipality_ags, born.year
ORDER BY ALL
