-- Moves of individual events as counts, partners as delivered; grain: municipality_ags × year × origin × destination × sex × age × nationality.
SELECT reporter_ags AS municipality_ags, year, origin, destination, sex, age, age_to, nationality, moves
FROM staged_move
ORDER BY ALL
