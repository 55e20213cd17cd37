-- id: viele_korrekturen
-- severity: warnung
-- title: Viele Berichtigungen von Amts wegen
WITH correction AS (
    SELECT municipality_ags, year, count(*) AS entries
    FROM staged_event
    WHERE event_kind = 'correction'
    GROUP BY ALL
)
SELECT
    municipality_ags AS area_id,
    make_date(correction.year, 12, 31) AS reference_date,
    entries AS value,
    'In ' || label || ' gab es ' || correction.year || ' ' || german_count(entries) || ' Berichtigungen von Amts wegen ('
        || german_number(1000.0 * entries / persons) || ' ‰ des Bestands); das Jahr taugt nicht als Basis für Raten.' AS message
FROM correction
JOIN area_total ON area_total.area_id = municipality_ags AND area_total.year = correction.year
JOIN area_label ON area_label.area_id = municipality_ags
-- usual are about 2 ‰ a year (domain.md §5.5); three times as much is a clean-up of the register
WHERE entries > 0.006 * persons AND entries > 20
ORDER BY ALL
