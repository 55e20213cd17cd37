-- Which components of change a municipality delivered; grain: municipality_ags × year.
CREATE TEMP TABLE component_year AS
WITH single_leaf AS (
    SELECT municipality_ags FROM known_area JOIN area_member USING (area_id)
    WHERE ancestor_id = area_id AND is_leaf
    GROUP BY municipality_ags
    HAVING count(*) = 1
),
given AS (
    SELECT municipality_ags, year, unnest(['births', 'deaths', 'external', 'inner', 'status']) AS component FROM record_year
    UNION SELECT municipality_ags, year, 'births' FROM delivered_births
    UNION SELECT municipality_ags, year, 'deaths' FROM delivered_deaths
    UNION SELECT municipality_ags, year, 'status' FROM delivered_status_change
    UNION SELECT municipality_ags, year, 'external' FROM typed_move
        WHERE kind <> 'inner' AND municipality_ags IN (SELECT municipality_ags FROM delivered_moves)
    UNION SELECT municipality_ags, year, 'inner' FROM typed_move
        WHERE kind = 'inner' AND municipality_ags IN (SELECT municipality_ags FROM delivered_moves)
)
SELECT
    municipality_ags,
    year,
    bool_or(component = 'births') AS has_births,
    bool_or(component = 'deaths') AS has_deaths,
    bool_or(component = 'external') AS has_external,
    -- where the municipality is its own smallest area, nothing can move inside
    bool_or(component = 'inner') OR municipality_ags IN (SELECT municipality_ags FROM single_leaf) AS has_inner,
    bool_or(component = 'status') AS has_status
FROM given
GROUP BY municipality_ags, year
