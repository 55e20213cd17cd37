-- Moves with typed partners, areas as delivered; grain: municipality_ags × year × kind × origin × destination × sex × age × age_to × nationality × source.
-- A move without an end inside the reporting municipality has no kind; a check reports how many there are.
CREATE TEMP TABLE typed_move AS
SELECT
    move.reporter_ags AS municipality_ags,
    move.year,
    CASE
        WHEN origin.side = 'own' AND destination.side = 'own' THEN 'inner'
        WHEN destination.side = 'own' THEN origin.side || '_in'
        WHEN origin.side = 'own' THEN destination.side || '_out'
    END AS kind,
    origin.area_id AS origin,
    destination.area_id AS destination,
    move.sex,
    move.age,
    move.age_to,
    move.nationality,
    move.moves
FROM staged_move AS move
JOIN move_end AS origin ON origin.reporter_ags = move.reporter_ags AND origin.code = move.origin
JOIN move_end AS destination ON destination.reporter_ags = move.reporter_ags AND destination.code = move.destination
WHERE origin.side = 'own' OR destination.side = 'own'
