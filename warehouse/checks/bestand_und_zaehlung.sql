-- id: bestand_und_zaehlung
-- severity: warnung
-- title: Einzeldaten und Zählung verschieden
WITH counted AS (
    SELECT 'Einwohner' AS what, municipality_ags, reference_date, sum_known(persons) AS persons
    FROM delivered_population GROUP BY ALL
    UNION ALL
    SELECT 'Geburten', municipality_ags, make_date(year, 12, 31), sum_known(births) FROM delivered_births GROUP BY ALL
    UNION ALL
    SELECT 'Sterbefälle', municipality_ags, make_date(year, 12, 31), sum_known(deaths) FROM delivered_deaths GROUP BY ALL
    UNION ALL
    SELECT 'Wanderungsfälle', municipality_ags, make_date(year, 12, 31), sum_known(moves) FROM delivered_moves GROUP BY ALL
),
recorded AS (
    SELECT 'Einwohner' AS what, municipality_ags, reference_date, sum(persons) AS persons FROM resident_count GROUP BY ALL
    UNION ALL
    SELECT
        CASE event_kind WHEN 'birth' THEN 'Geburten' WHEN 'death' THEN 'Sterbefälle' ELSE 'Wanderungsfälle' END AS what,
        municipality_ags,
        make_date(year, 12, 31),
        sum(sign)
    FROM staged_event
    SEMI JOIN record_year USING (municipality_ags, year)
    WHERE event_kind IN ('birth', 'death', 'in', 'out', 'inner_move')
    GROUP BY ALL
)
SELECT
    CASE WHEN counted.persons <> recorded.persons THEN 'warnung' ELSE 'hinweis' END AS severity,
    counted.municipality_ags AS area_id,
    counted.reference_date,
    counted.persons - recorded.persons AS value,
    'Für ' || label || ' liegen ' || what || CASE what WHEN 'Einwohner' THEN ' zum ' || german_date(counted.reference_date)
            ELSE ' des Jahres ' || year(counted.reference_date) END
        || ' als Einzeldaten (' || german_count(recorded.persons) || ') und als Zählung ('
        || coalesce(german_count(counted.persons), 'mit Lücken') || ') vor; es gelten die Einzeldaten, die Zählung bleibt unbeachtet.'
        || CASE WHEN counted.persons <> recorded.persons
            THEN ' Bitte klären, welche stimmt, und die andere mit „kohorte purge“ entfernen.' ELSE '' END AS message
FROM counted
JOIN recorded USING (what, municipality_ags, reference_date)
JOIN area_label ON area_label.area_id = counted.municipality_ags
ORDER BY ALL
