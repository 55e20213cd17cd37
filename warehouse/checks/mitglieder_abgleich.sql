-- id: mitglieder_abgleich
-- severity: warnung
-- title: Zuzug und Fortzug zwischen Mitgliedern verschieden
WITH departed AS (
    SELECT year, reporter_ags AS from_ags, destination AS to_ags, sum(moves) AS cases
    FROM moves WHERE kind = 'member_out'
    GROUP BY ALL
),
arrived AS (
    SELECT year, origin AS from_ags, reporter_ags AS to_ags, sum(moves) AS cases
    FROM moves WHERE kind = 'member_in'
    GROUP BY ALL
),
pair AS (
    SELECT year, from_ags, to_ags, coalesce(departed.cases, 0) AS departures, coalesce(arrived.cases, 0) AS arrivals
    FROM departed
    FULL JOIN arrived USING (year, from_ags, to_ags)
    JOIN component_year AS sender ON sender.municipality_ags = from_ags AND sender.year = year AND sender.has_external
    JOIN component_year AS receiver ON receiver.municipality_ags = to_ags AND receiver.year = year AND receiver.has_external
)
SELECT
    'warnung' AS severity,
    to_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    arrivals - departures AS value,
    'Für ' || year || ' meldet ' || receiver.label || ' ' || german_count(arrivals) || ' Zuzüge aus ' || sender.label
        || ', dort sind ' || german_count(departures) || ' Fortzüge gebucht. Bitte klären, welche der beiden Lieferungen unvollständig ist.'
        AS message
FROM pair
JOIN area_label AS sender ON sender.area_id = from_ags
JOIN area_label AS receiver ON receiver.area_id = to_ags
WHERE abs(arrivals - departures) > 10 AND abs(arrivals - departures) > 0.1 * greatest(arrivals, departures)
UNION ALL
SELECT
    'hinweis',
    to_ags,
    make_date(year, 12, 31),
    sum(abs(arrivals - departures)),
    'Für ' || year || ' fehlt zu ' || german_count(sum(abs(arrivals - departures))) || ' Umzügen nach ' || any_value(receiver.label)
        || ' aus anderen Mitgliedern die Gegenbuchung, am meisten zwischen ' || arg_max(sender.label, abs(arrivals - departures))
        || ' (' || german_count(arg_max(departures, abs(arrivals - departures))) || ' Fortzüge) und '
        || any_value(receiver.label) || ' (' || german_count(arg_max(arrivals, abs(arrivals - departures))) || ' Zuzüge).'
FROM pair
JOIN area_label AS sender ON sender.area_id = from_ags
JOIN area_label AS receiver ON receiver.area_id = to_ags
WHERE arrivals <> departures
    AND NOT (abs(arrivals - departures) > 10 AND abs(arrivals - departures) > 0.1 * greatest(arrivals, departures))
GROUP BY to_ags, year
ORDER BY ALL
