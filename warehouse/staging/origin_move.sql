-- Typed moves, their origins divided among new areas; grain: municipality_ags × year × kind × origin × destination × sex × age × age_to × nationality × source.
CREATE TEMP TABLE origin_move AS
WITH old AS (
    SELECT
        *,
        sum(moves) OVER (
            PARTITION BY origin, year, kind, municipality_ags
            ORDER BY destination, age, age_to, sex, nationality, moves ROWS UNBOUNDED PRECEDING
        ) AS upto
    FROM typed_move
    WHERE origin IN (SELECT source_id FROM area_split)
)
SELECT * FROM typed_move WHERE origin NOT IN (SELECT source_id FROM area_split)
UNION ALL
SELECT
    municipality_ags,
    year,
    kind,
    coalesce(split.target_id, origin),
    destination,
    sex,
    age,
    age_to,
    nationality,
    CASE WHEN split.target_id IS NULL THEN moves ELSE share_upto(upto, left_over) - share_upto(upto - moves, left_over) END
FROM old
LEFT JOIN area_split AS split
    ON split.source_id = old.origin
    AND make_date(year, 12, 31) >= split.first_day AND make_date(year, 12, 31) < split.until_day
