-- Moves (cases) with typed partners, both ends divided among new areas; grain: year × kind × reporter_ags × origin × destination × sex × age × age_to × nationality.
-- A municipality whose key has changed reports under the key of today; moves keep the kind they had in their year.
WITH old AS (
    SELECT
        *,
        sum(moves) OVER (
            PARTITION BY destination, year, kind, municipality_ags
            ORDER BY origin, age, age_to, sex, nationality, moves ROWS UNBOUNDED PRECEDING
        ) AS upto
    FROM origin_move
    WHERE destination IN (SELECT source_id FROM area_split)
),
divided AS (
    SELECT
        municipality_ags,
        year,
        kind,
        origin,
        coalesce(split.target_id, destination) AS destination,
        sex,
        age,
        age_to,
        nationality,
        CASE WHEN split.target_id IS NULL THEN moves ELSE share_upto(upto, left_over) - share_upto(upto - moves, left_over) END AS moves
    FROM old
    LEFT JOIN area_split AS split
        ON split.source_id = old.destination
        AND make_date(year, 12, 31) >= split.first_day AND make_date(year, 12, 31) < split.until_day
),
cell AS (
    SELECT * FROM origin_move WHERE destination NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT * FROM divided
)
SELECT
    year, kind, coalesce(reporter.today_id, cell.municipality_ags) AS reporter_ags,
    origin, destination, sex, age, age_to, nationality, sum_known(moves)::INTEGER AS moves
FROM cell
LEFT JOIN area_today AS reporter ON reporter.area_id = cell.municipality_ags
GROUP BY ALL
ORDER BY year, kind, reporter_ags, origin, destination, sex, nationality, age
