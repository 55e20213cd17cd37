-- Moves (cases) across the border of each area and inside it; grain: area_id × year × band (alle: all ages, ohne: delivered age group fits no band).
-- The areas must not overlap. Arrivals come from the report of the destination, departures from that of the origin. *_inner: the other end lies in the
-- same municipality, *_member: in another member. inside: moves within the area, part of neither. is_withheld: a part is NULL, or is not broken down
-- by what is asked for.
WITH unit AS (
    SELECT ancestor_id AS unit_id, area_id FROM area_member WHERE list_contains($area_ids, ancestor_id)
),
span AS (SELECT unnest($firsts) AS first_age, unnest($lasts) AS last_age, unnest($bands) AS band),
band AS (SELECT unnest(range(first_age, last_age + 1)) AS age, band FROM span),
located AS (
    SELECT
        moves.year, moves.kind, source.unit_id AS source_id, target.unit_id AS target_id,
        CASE WHEN ($sex IS NULL OR moves.sex IS NOT NULL) AND ($nationality IS NULL OR moves.nationality IS NOT NULL) THEN moves.moves END AS moves,
        CASE WHEN low.band = high.band THEN low.band ELSE 'ohne' END AS band
    FROM moves
    JOIN band AS low ON low.age = moves.age
    JOIN band AS high ON high.age = moves.age_to
    LEFT JOIN unit AS source ON source.area_id = moves.origin
    LEFT JOIN unit AS target ON target.area_id = moves.destination
    WHERE (source.unit_id IS NOT NULL OR target.unit_id IS NOT NULL)
        AND ($sex IS NULL OR moves.sex IS NULL OR moves.sex = $sex)
        AND ($nationality IS NULL OR moves.nationality IS NULL OR moves.nationality = $nationality)
),
sided AS (
    SELECT target_id AS area_id, year, band, moves, kind,
        CASE WHEN source_id = target_id THEN 'inside' ELSE 'arrivals' END AS side
    FROM located
    WHERE target_id IS NOT NULL AND kind IN ('inner', 'member_in', 'external_in')
    UNION ALL
    SELECT source_id, year, band, moves, kind, 'departures'
    FROM located
    WHERE source_id IS NOT NULL AND kind IN ('inner', 'member_out', 'external_out')
        AND target_id IS DISTINCT FROM source_id
)
SELECT
    area_id, year, coalesce(band, 'alle') AS band,
    count(*) > count(moves) AS is_withheld,
    coalesce(sum(moves) FILTER (side = 'arrivals'), 0) AS arrivals,
    coalesce(sum(moves) FILTER (side = 'departures'), 0) AS departures,
    coalesce(sum(moves) FILTER (side = 'arrivals' AND kind = 'inner'), 0) AS arrivals_inner,
    coalesce(sum(moves) FILTER (side = 'departures' AND kind = 'inner'), 0) AS departures_inner,
    coalesce(sum(moves) FILTER (side = 'arrivals' AND kind = 'member_in'), 0) AS arrivals_member,
    coalesce(sum(moves) FILTER (side = 'departures' AND kind = 'member_out'), 0) AS departures_member,
    coalesce(sum(moves) FILTER (side = 'inside'), 0) AS inside
FROM sided
GROUP BY GROUPING SETS ((area_id, year, band), (area_id, year))
ORDER BY area_id, year, band
