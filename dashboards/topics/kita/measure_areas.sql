-- Measures by every wanted area they lie in, and the first Kita year on whose 1 August they are open; grain: measure_id × area_id.
SELECT
    measure.measure_id,
    area_member.ancestor_id AS area_id,
    year(measure.starts_on)
    + CASE WHEN measure.starts_on > make_date(year(measure.starts_on), 8, 1) THEN 1 ELSE 0 END AS since,
    CAST(measure.places_change AS DOUBLE) AS places_change,
    CAST(measure.groups_change AS DOUBLE) AS groups_change
FROM measure
JOIN area_member ON area_member.area_id = measure.area_id
WHERE area_member.ancestor_id IN (SELECT unnest($areas))
ORDER BY measure.measure_id, area_member.ancestor_id
