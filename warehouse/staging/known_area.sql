-- Areas as delivered, completed by every area, municipality and parent that is only used; grain: area_id × valid_from.
-- A row delivered several times is taken from the areas delivery received last. source says where the row comes from.
-- A mapping ends and begins areas where the areas delivery gives no days of its own.
CREATE TEMP TABLE known_area AS
WITH RECURSIVE delivered AS (
    SELECT area.*
    FROM delivered_area AS area
    JOIN delivered_file AS file USING (filename)
    QUALIFY row_number() OVER (PARTITION BY area.area_id, area.valid_from ORDER BY file.kind = 'areas' DESC, file.received DESC) = 1
),
leaf_level AS (
    SELECT municipality_ags, arg_max(level, areas) AS level
    FROM (
        SELECT municipality_ags, level, count(*) AS areas
        FROM delivered JOIN area_level ON area_level.code = delivered.level
        WHERE area_id <> municipality_ags AND sort > (SELECT sort FROM area_level WHERE code = 'gemeinde')
            AND level <> 'planungsbezirk'
        GROUP BY ALL
        ORDER BY areas, level
    )
    GROUP BY municipality_ags
),
-- areas that mappings lead to from areas that are known, in one step or in several
pair AS (
    SELECT source_id, target_id FROM mapping
    UNION SELECT area_id, successor_id FROM area_end WHERE successor_id IS NOT NULL
),
place AS (
    SELECT area_id, municipality_ags FROM used_area UNION SELECT area_id, municipality_ags FROM delivered
),
reached AS (
    SELECT pair.target_id AS area_id, place.municipality_ags FROM pair JOIN place ON place.area_id = pair.source_id
    UNION
    SELECT pair.target_id, reached.municipality_ags FROM reached JOIN pair ON pair.source_id = reached.area_id
),
-- new areas that only a mapping names lie where their old area lies, unless their key begins with another municipality's
mapped AS (
    SELECT pair.area_id, min(coalesce(home.municipality_ags, pair.municipality_ags)) AS municipality_ags
    FROM reached AS pair
    LEFT JOIN (SELECT DISTINCT municipality_ags FROM used_area) AS home
        ON pair.area_id = home.municipality_ags OR starts_with(pair.area_id, home.municipality_ags || '-')
    WHERE pair.area_id NOT IN (SELECT area_id FROM used_area)
    GROUP BY pair.area_id
),
used AS (
    SELECT area_id, municipality_ags FROM used_area
    UNION SELECT area_id, municipality_ags FROM mapped
    UNION SELECT municipality_ags, municipality_ags FROM used_area
    UNION SELECT municipality_ags, municipality_ags FROM delivered WHERE municipality_ags IS NOT NULL
),
added AS (
    SELECT
        used.area_id,
        CASE WHEN used.area_id = used.municipality_ags THEN 'gemeinde' ELSE coalesce(leaf_level.level, 'ortsteil') END AS level,
        CASE WHEN used.area_id = used.municipality_ags || '-ohne' THEN 'ohne Zuordnung' END AS name,
        CASE WHEN used.area_id <> used.municipality_ags THEN used.municipality_ags END AS parent_id,
        used.municipality_ags,
        CASE WHEN used.area_id = used.municipality_ags || '-ohne' THEN 'unassigned'
            WHEN used.area_id = used.municipality_ags THEN 'municipality'
            WHEN used.area_id IN (SELECT area_id FROM mapped) THEN 'mapped' ELSE 'used' END AS source
    FROM used
    LEFT JOIN leaf_level USING (municipality_ags)
    ANTI JOIN delivered ON delivered.area_id = used.area_id
),
parent AS (
    SELECT DISTINCT ON (child.parent_id)
        child.parent_id AS area_id,
        CASE WHEN child.level = 'gemeinde' THEN 'verband' ELSE 'stadtteil' END AS level,
        CASE WHEN child.level <> 'gemeinde' THEN child.municipality_ags END AS parent_id,
        CASE WHEN child.level <> 'gemeinde' THEN child.municipality_ags END AS municipality_ags,
        'parent' AS source
    FROM delivered AS child
    WHERE child.parent_id IS NOT NULL
        AND child.parent_id NOT IN (SELECT area_id FROM delivered)
        AND child.parent_id NOT IN (SELECT area_id FROM added)
    ORDER BY child.parent_id, child.area_id
),
district AS (
    SELECT
        district.district_id AS area_id,
        'planungsbezirk' AS level,
        arg_max(district.name, file.received) AS name,
        arg_max(coalesce(owner.area_id, member.municipality_ags), file.received) AS parent_id,
        CASE WHEN count(DISTINCT member.municipality_ags) = 1 THEN any_value(member.municipality_ags) END AS municipality_ags,
        'district' AS source
    FROM delivered_district AS district
    JOIN delivered_file AS file USING (filename)
    LEFT JOIN (SELECT area_id, municipality_ags FROM delivered UNION SELECT area_id, municipality_ags FROM used) AS member
        ON member.area_id = district.area_id
    LEFT JOIN (SELECT area_id FROM delivered UNION SELECT area_id FROM used) AS owner ON owner.area_id = file.owner_id
    WHERE district.district_id NOT IN (SELECT area_id FROM delivered)
    GROUP BY district.district_id
),
complete AS (
    SELECT * EXCLUDE (filename), 'delivered' AS source FROM delivered
    UNION ALL BY NAME SELECT * FROM added
    UNION ALL BY NAME SELECT * FROM parent
    UNION ALL BY NAME SELECT * FROM district
),
-- the day a new area begins: nobody lived under its key before; a new municipality key begins with all its areas
beginning AS (
    SELECT opening.area_id, opening.since
    FROM (
        SELECT target_id AS area_id, min(since) AS since, bool_or(source_id = target_id) AS was_there FROM mapping GROUP BY target_id
    ) AS opening
    LEFT JOIN (SELECT area_id, min(reference_date) AS reference_date FROM staged_population GROUP BY area_id) AS earlier
        ON earlier.reference_date < opening.since
        AND (earlier.area_id = opening.area_id OR starts_with(earlier.area_id, opening.area_id || '-'))
    WHERE NOT opening.was_there
    GROUP BY opening.area_id, opening.since
    HAVING count(earlier.area_id) = 0
),
begun AS (
    SELECT complete.area_id, min(beginning.since) AS since
    FROM complete
    JOIN beginning ON beginning.area_id = complete.area_id OR beginning.area_id = complete.municipality_ags
    GROUP BY complete.area_id
),
drawn AS (
    SELECT geometry.area_id, geometry.name, geometry.geometry
    FROM delivered_area_geometry AS geometry
    JOIN delivered_file AS file USING (filename)
    QUALIFY row_number() OVER (PARTITION BY geometry.area_id ORDER BY file.received DESC) = 1
)
SELECT
    area_id,
    complete.level,
    -- a name that only repeats the key ("Bezirk 01") is no name if the geometry has one
    CASE
        WHEN coalesce(complete.name, '') = '' OR ends_with(complete.name, replace(area_id, complete.municipality_ags || '-', ''))
            THEN coalesce(drawn.name, nullif(complete.name, ''), area_id)
        ELSE complete.name
    END AS name,
    complete.municipality_ags,
    complete.parent_id,
    -- an area that ended and begins again under its key has no one day it began
    coalesce(
        complete.valid_from,
        CASE WHEN coalesce(coalesce(complete.valid_to, area_end.since - 1) >= begun.since, true) THEN begun.since END
    ) AS valid_from,
    coalesce(
        complete.valid_to, CASE WHEN coalesce(area_end.since > complete.valid_from, true) THEN area_end.since - 1 END
    ) AS valid_to,
    coalesce(complete.successor_id, area_end.successor_id) AS successor_id,
    complete.area_type,
    CASE WHEN complete.valid_from IS NOT DISTINCT FROM max(complete.valid_from) OVER (PARTITION BY area_id) THEN drawn.geometry END AS geometry,
    complete.source
FROM complete
LEFT JOIN drawn USING (area_id)
LEFT JOIN area_end USING (area_id)
LEFT JOIN begun USING (area_id)
