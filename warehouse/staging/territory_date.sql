-- What each changed area of a status can show at each date of its root; grain: root_id × period × area_id × reference_date. See area_date.
CREATE TEMP TABLE territory_date AS
WITH root_date AS (
    SELECT DISTINCT root.root_id, given.reference_date
    FROM delivered_date AS given JOIN root USING (municipality_ags)
),
-- the municipalities whose rows of a time count in an area
source AS (
    SELECT share.root_id, share.period, share.target_id AS area_id, share.from_period, known.municipality_ags
    FROM territory_share AS share
    JOIN boundary_key AS key ON key.area_id = share.source_id
    JOIN (SELECT DISTINCT area_id, municipality_ags FROM known_area) AS known ON known.area_id = share.source_id
    WHERE share.source_id IN (SELECT area_id FROM used_area)
    UNION
    SELECT leaf.root_id, leaf.period, leaf.area_id, time.period, known.municipality_ags
    FROM territory_leaf AS leaf
    JOIN territory_period AS time ON time.root_id = leaf.root_id
    JOIN (SELECT DISTINCT area_id, municipality_ags FROM known_area) AS known USING (area_id)
    WHERE NOT leaf.is_touched
),
needed AS (
    SELECT DISTINCT changed.root_id, changed.period, changed.area_id, root_date.reference_date, source.municipality_ags
    FROM territory_changed AS changed
    JOIN territory_period AS status
        ON status.root_id = changed.root_id AND status.period = changed.period AND status.is_offered
    JOIN territory_closure AS closure
        ON closure.root_id = changed.root_id AND closure.period = changed.period AND closure.ancestor_id = changed.area_id
    JOIN source ON source.root_id = closure.root_id AND source.period = closure.period AND source.area_id = closure.area_id
    JOIN territory_period AS time ON time.root_id = source.root_id AND time.period = source.from_period
    JOIN root_date ON root_date.root_id = changed.root_id AND root_date.reference_date BETWEEN time.first_day AND time.last_day
)
SELECT
    needed.root_id,
    needed.period,
    needed.area_id,
    needed.reference_date,
    bool_and(given.municipality_ags IS NOT NULL) AS is_complete,
    coalesce(bool_and(given.has_single_ages), true) AS has_single_ages,
    coalesce(bool_and(given.has_sex), true) AS has_sex,
    coalesce(bool_and(given.has_nationality), true) AS has_nationality,
    list(needed.municipality_ags) AS municipalities
FROM needed
LEFT JOIN delivered_date AS given USING (municipality_ags, reference_date)
GROUP BY ALL
