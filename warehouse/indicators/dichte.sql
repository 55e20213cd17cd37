-- title: Bevölkerungsdichte
-- unit: Personen je km²
-- topic: demographie
-- range: 0..40000
-- definition: Personen am 31. Dezember je Quadratkilometer; Fläche aus den gelieferten Gebietsgrenzen auf der Kugel gerechnet, Abweichung unter 1 Prozent. Fehlt, wenn für einen Teil keine Grenze vorliegt.
WITH shape AS (
    SELECT
        area_id,
        CASE geometry ->> '$.type'
            WHEN 'Polygon' THEN [CAST(geometry -> '$.coordinates' AS DOUBLE[][][])]
            WHEN 'MultiPolygon' THEN CAST(geometry -> '$.coordinates' AS DOUBLE[][][][])
        END AS polygons
    FROM area
    WHERE valid_to IS NULL AND geometry IS NOT NULL
),
polygon AS (
    SELECT area_id, unnest(polygons) AS rings FROM shape
),
ring AS (
    -- the first ring is the outline, the others are holes
    SELECT area_id, unnest(rings) AS points, generate_subscripts(rings, 1) AS number FROM polygon
),
edge AS (
    SELECT area_id, number, points, unnest(points) AS here, generate_subscripts(points, 1) AS place FROM ring
),
surface AS (
    -- area on a sphere of equal surface, radius 6371.0072 km: half of Σ Δλ (sin φ + sin φ')
    SELECT
        area_id,
        number,
        points,
        abs(sum(radians(points[place + 1][1] - here[1]) * (sin(radians(here[2])) + sin(radians(points[place + 1][2])))))
            / 2 * power(6371.0072, 2) AS km2
    FROM edge
    WHERE place < len(points)
    GROUP BY area_id, number, points
),
own AS (
    SELECT area_id, sum(CASE WHEN number = 1 THEN km2 ELSE -km2 END) AS km2 FROM surface GROUP BY area_id
),
whole AS (
    -- persons whose address fits no area have no ground of their own
    SELECT m.ancestor_id AS area_id, sum_known(own.km2) AS km2
    FROM area_member AS m
    LEFT JOIN own ON own.area_id = m.area_id
    WHERE m.is_leaf AND NOT ends_with(m.area_id, '-ohne')
    GROUP BY m.ancestor_id
)
SELECT p.area_id, p.year, sum_known(p.persons) / any_value(whole.km2) AS value
FROM year_end_population AS p
JOIN whole ON whole.area_id = p.area_id AND whole.km2 > 0
GROUP BY p.area_id, p.year
