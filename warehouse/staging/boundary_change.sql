-- Every change of borders that moves territory from one area to others; grain: source_id × since × target_id. Shares of one source and day add up to 1.
-- From mappings, and from areas that ended without one: they lead to their successor, else to their parent.
CREATE TEMP TABLE boundary_change AS
WITH newest AS (
    SELECT * FROM known_area
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
edge AS (
    SELECT source_id, since, target_id, weight, 'umschlüsselung' AS origin FROM mapping
    UNION ALL
    SELECT area_id, valid_to + 1, coalesce(successor_id, parent_id), 1.0, 'nachfolger'
    FROM newest
    WHERE valid_to IS NOT NULL AND coalesce(successor_id, parent_id) IS NOT NULL
        AND area_id NOT IN (SELECT source_id FROM mapping)
)
SELECT root.root_id, edge.source_id, edge.since, edge.target_id, edge.weight, edge.origin
FROM edge
JOIN newest ON newest.area_id = edge.source_id
JOIN root USING (municipality_ags)
WHERE edge.since <= (SELECT max(reference_date) FROM staged_population)
