-- Areas as delivered, completed by every area, municipality and parent that is only used; grain: area_id × valid_from.
-- A row delivered several times is taken from the areas delivery received last. source says where the row comes from.
CREATE TEMP TABLE known_area AS
WITH delivered AS (
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
        WHERE area_id <> municipality_ags AND sort > 2
        GROUP BY ALL
        ORDER BY areas, level
    )
    GROUP BY municipality_ags
),
used AS (
    SELECT area_id, municipality_ags FROM used_area
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
            WHEN used.area_id = used.municipality_ags THEN 'municipality' ELSE 'used' END AS source
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
complete AS (
    SELECT * EXCLUDE (filename), 'delivered' AS source FROM delivered
    UNION ALL BY NAME SELECT * FROM added
    UNION ALL BY NAME SELECT * FROM parent
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
    complete.valid_from,
    complete.valid_to,
    complete.successor_id,
    complete.area_type,
    CASE WHEN complete.valid_from IS NOT DISTINCT FROM max(complete.valid_from) OVER (PARTITION BY area_id) THEN drawn.geometry END AS geometry,
    complete.source
FROM complete
LEFT JOIN drawn USING (area_id)
