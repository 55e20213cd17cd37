-- id: mitglieder_abgleich
-- severity: hinweis
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
    to_ags AS area_id,
    make_date(year, 12, 31) AS reference_date,
    arrivals - departures AS value,
    'Für ' || year || ' meldet ' || receiver.label || ' ' || german_count(arrivals) || ' Zuzüge aus ' || sender.label
        || ', dort sind ' || german_count(departures) || ' Fortzüge gebucht.' AS message
FROM pair
JOIN area_label AS sender ON sender.area_id = from_ags
JOIN area_label AS receiver ON receiver.area_id = to_ags
WHERE abs(arrivals - departures) > 10 AND abs(arrivals - departures) > 0.1 * greatest(arrivals, departures)
ORDER BY ALL
