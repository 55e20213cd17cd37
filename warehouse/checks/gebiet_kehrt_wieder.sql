-- id: gebiet_kehrt_wieder
-- severity: fehler
-- title: Beendeter Gebietsschlüssel neu vergeben
SELECT DISTINCT
    again.target_id AS area_id,
    again.since AS reference_date,
    NULL::DOUBLE AS value,
    'Das Gebiet ' || again.target_id || ' endet nach der Gebietszuordnung am ' || german_date(ended.since)
        || ' und ist ab ' || german_date(again.since)
        || ' wieder Ziel. Kein Gebietsstand wäre eindeutig; bitte dem neuen Gebiet einen neuen Schlüssel geben.' AS message
FROM (
    SELECT source_id, since FROM mapping GROUP BY source_id, since HAVING NOT bool_or(target_id = source_id)
) AS ended
JOIN mapping AS again ON again.target_id = ended.source_id AND again.since > ended.since
ORDER BY ALL
