-- Moves between the given areas over some years; grain: origin × destination. moves: as the destination reports them (lead);
-- moves_by_origin: as the origin reports them. Inner moves are reported once and stand in both.
WITH unit AS (
    SELECT ancestor_id AS unit_id, area_id FROM area_member WHERE list_contains($area_ids, ancestor_id)
),
band AS (SELECT unnest($ages) AS age, unnest($bands) AS band),
located AS (
    SELECT
        source.unit_id AS origin, target.unit_id AS destination, moves.moves,
        moves.kind <> 'member_out' AS is_by_destination,
        moves.kind <> 'member_in' AS is_by_origin
    FROM moves
    JOIN unit AS source ON source.area_id = moves.origin
    JOIN unit AS target ON target.area_id = moves.destination
    JOIN band AS low ON low.age = moves.age
    JOIN band AS high ON high.age = moves.age_to
    WHERE source.unit_id <> target.unit_id
        AND list_contains($years, moves.year)
        AND ($band = 'alle' OR (low.band = $band AND high.band = $band))
        AND ($nationality IS NULL OR moves.nationality = $nationality)
)
SELECT
    origin, destination,
    sum(moves) FILTER (is_by_destination) AS moves,
    sum(moves) FILTER (is_by_origin) AS moves_by_origin
FROM located
GROUP BY origin, destination
ORDER BY origin, destination
