-- id: umschluesselung_unbekannt
-- severity: warnung
-- title: Umschlüsselung nennt unbekannte oder lebende Gebiete
SELECT DISTINCT
    mapping.target_id AS area_id,
    mapping.since AS reference_date,
    NULL::DOUBLE AS value,
    'Die Umschlüsselung ab ' || german_date(mapping.since) || ' führt ' || mapping.source_id || ' nach ' || mapping.target_id
        || ', das weder geliefert ist noch Einwohner hat; es ist unter seinem Schlüssel ergänzt.' AS message
FROM mapping
JOIN known_area AS target ON target.area_id = mapping.target_id AND target.source = 'mapped'
UNION ALL
SELECT DISTINCT
    mapping.source_id,
    mapping.since,
    NULL::DOUBLE,
    'Die Umschlüsselung ab ' || german_date(mapping.since) || ' nennt das alte Gebiet ' || mapping.source_id
        || ', für das nichts geliefert ist; sie bewirkt nichts.'
FROM mapping
WHERE mapping.source_id NOT IN (SELECT area_id FROM known_area)
UNION ALL
SELECT
    mapping.source_id,
    mapping.since,
    sum(later.persons),
    'Die Umschlüsselung löst ' || mapping.source_id || ' zum ' || german_date(mapping.since) || ' auf, am '
        || german_date(later.reference_date) || ' leben dort aber ' || german_count(sum(later.persons))
        || ' Personen; sie bleiben unter diesem Schlüssel. Bleibt das Gebiet bestehen, gehört es selbst zu den neuen.'
FROM (SELECT source_id, since FROM mapping GROUP BY ALL HAVING NOT bool_or(target_id = source_id)) AS mapping
JOIN staged_population AS later ON later.area_id = mapping.source_id
WHERE later.reference_date = (
    SELECT min(reference_date) FROM staged_population WHERE area_id = mapping.source_id AND reference_date >= mapping.since
)
GROUP BY mapping.source_id, mapping.since, later.reference_date
ORDER BY ALL
