-- Moves between the given areas; grain: year × origin × destination. moves: as the destination reports them (lead); moves_by_origin: as the
-- origin reports them. Inner moves are reported once and stand in both. NULL: a part was withheld.
WITH unit AS (
    SELECT ancestor_id AS unit_id, area_id FROM area_member WHERE list_contains($area_ids, ancestor_id)
),
span AS (SELECT unnest($firsts) AS first_age, unnest($lasts) AS last_age, unnest($bands) AS band),
band AS (SELECT unnest(range(first_age, last_age + 1)) AS age, band FROM span),
located AS (
    SELECT
        moves.year, source.unit_id AS origin, target.unit_id AS destination,
        CASE WHEN ($sex IS NULL OR moves.sex IS NOT NULL) AND ($nationality IS NULL OR moves.nationality IS NOT NULL)
            AND ($band = 'alle' OR low.band = high.band) THEN moves.moves END AS moves,
        moves.kind <> 'member_out' AS is_by_destination,
        moves.kind <> 'member_in' AS is_by_origin
    FROM moves
    JOIN unit AS source ON source.area_id = moves.origin
    JOIN unit AS target ON target.area_id = moves.destination
    JOIN band AS low ON low.age = moves.age
    JOIN band AS high ON high.age = moves.age_to
    WHERE ($with_inside OR source.unit_id <> target.unit_id)
        AND ($band = 'alle' OR low.band = $band OR high.band = $band OR low.band <> high.band)
        AND ($sex IS NULL OR moves.sex IS NULL OR moves.sex = $sex)
        AND ($nationality IS NULL OR moves.nationality IS NULL OR moves.nationality = $nationality)
)
SELECT
    year, origin, destination,
    CASE WHEN bool_or(moves IS NULL AND is_by_destination) THEN NULL
        ELSE coalesce(sum(moves) FILTER (is_by_destination), 0) END AS moves,
    CASE WHEN bool_or(moves IS NULL AND is_by_origin) THEN NULL
        ELSE coalesce(sum(moves) FILTER (is_by_origin), 0) END AS moves_by_origin
FROM located
GROUP BY year, origin, destination
ORDER BY year, origin, destination
