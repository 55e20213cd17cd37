-- Areas nothing stands above and below which population is known; each is forecast by itself. Grain: area_id.
SELECT area.area_id, area.level, area.name
FROM area
WHERE area.parent_id IS NULL
    AND EXISTS (
        SELECT 1
        FROM area_member AS member
        JOIN population ON population.area_id = member.area_id
        WHERE member.ancestor_id = area.area_id AND member.is_leaf
    )
QUALIFY row_number() OVER (PARTITION BY area.area_id ORDER BY area.valid_from DESC NULLS LAST) = 1
ORDER BY area.area_id
