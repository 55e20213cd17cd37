-- Areas nothing stands above and below which population is known; each is forecast by itself, those with is_pooled together. Grain: area_id.
WITH root AS (
    SELECT area_id, level, name
    FROM area
    WHERE parent_id IS NULL
    QUALIFY row_number() OVER (PARTITION BY area_id ORDER BY valid_from DESC NULLS LAST) = 1
),
counted AS (
    SELECT
        member.ancestor_id AS area_id,
        -- the last group is open, so its width says nothing
        coalesce(max(population.age_to - population.age) FILTER (population.age_to < 100), 0) = 0 AS has_single_ages,
        bool_and(population.area_id = member.ancestor_id) AS is_undivided,
        -- with the people of a country it is a reference of its own
        coalesce(sum(population.persons), 0) / count(DISTINCT population.reference_date) < 3000000 AS is_small,
        list(DISTINCT year(population.reference_date - INTERVAL 1 DAY))
            FILTER (strftime(population.reference_date, '%m-%d') IN ('12-31', '01-01')) AS year_ends
    FROM population
    JOIN area_member AS member ON member.area_id = population.area_id AND member.is_leaf
    GROUP BY member.ancestor_id
),
event AS (
    SELECT area_id FROM births
    UNION ALL SELECT area_id FROM deaths
    UNION ALL SELECT origin FROM moves
    UNION ALL SELECT destination FROM moves
),
active AS (
    SELECT DISTINCT member.ancestor_id AS area_id
    FROM event
    JOIN area_member AS member USING (area_id)
)
SELECT
    root.area_id, root.level, root.name,
    root.level = 'gemeinde' AND (counted.is_undivided OR counted.has_single_ages AND counted.is_small) AND active.area_id IS NULL
        AS is_pooled,
    coalesce(counted.year_ends, []) AS year_ends,
    counted.has_single_ages
FROM root
JOIN counted USING (area_id)
LEFT JOIN active USING (area_id)
ORDER BY root.area_id
