-- Which share of an old area counts in which area of today at a date of its root; grain: area_id × reference_date × source_id.
-- Areas that have held the whole old area all along are left out: nothing changed for them.
CREATE TEMP TABLE old_share AS
WITH heir AS (
    SELECT area_id AS source_id, today_id AS target_id, '-infinity'::DATE AS first_day, 'infinity'::DATE AS until_day, 1.0 AS weight
    FROM area_today
    WHERE is_dissolved AND area_id NOT IN (SELECT source_id FROM area_split)
    UNION ALL
    SELECT source_id, target_id, first_day, until_day, weight FROM area_split
),
old AS (
    SELECT area_id AS source_id, parent_id, valid_from, valid_to FROM known_area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
lasting AS (
    SELECT old.source_id, member.ancestor_id AS area_id
    FROM old
    JOIN area_today AS above ON above.area_id = old.parent_id
    JOIN area_member AS member ON member.area_id = above.today_id
),
part AS (
    SELECT member.ancestor_id AS area_id, area_date.reference_date, heir.source_id, sum(heir.weight) AS weight
    FROM heir
    JOIN old USING (source_id)
    JOIN area_member AS member ON member.area_id = heir.target_id
    JOIN area_date ON area_date.area_id = member.ancestor_id
        AND area_date.reference_date >= heir.first_day AND area_date.reference_date < heir.until_day
        AND coalesce(old.valid_from <= area_date.reference_date, true)
        AND coalesce(old.valid_to >= area_date.reference_date, true)
    GROUP BY ALL
)
SELECT area_id, reference_date, source_id, weight
FROM part
-- shares are sums of decimals, so a whole is nearly 1
WHERE weight < 0.999999 OR (area_id <> source_id AND (source_id, area_id) NOT IN (SELECT source_id, area_id FROM lasting))
