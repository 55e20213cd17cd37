-- Moves (cases) with typed partners; grain: year × kind × reporter_ags × origin × destination × sex × age × age_to × nationality.
-- A move without an end inside the reporting municipality has no kind; a check reports how many there are.
WITH typed AS (
    SELECT
        move.year,
        CASE
            WHEN origin.side = 'own' AND destination.side = 'own' THEN 'inner'
            WHEN destination.side = 'own' THEN origin.side || '_in'
            WHEN origin.side = 'own' THEN destination.side || '_out'
        END AS kind,
        move.reporter_ags,
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
)
SELECT
    year, kind, reporter_ags, origin, destination, sex, age, age_to, nationality, sum_known(moves)::INTEGER AS moves
FROM typed
WHERE kind IS NOT NULL
GROUP BY ALL
ORDER BY year, kind, reporter_ags, origin, destination, sex, nationality, age
