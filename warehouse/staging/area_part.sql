-- Smallest delivered areas whose rows an area of today is made of, while they existed; grain: area_id × part_id × municipality_ags × valid_from.
CREATE TEMP TABLE area_part AS
SELECT DISTINCT member.ancestor_id AS area_id, leaf.area_id AS part_id, leaf.municipality_ags, leaf.valid_from, leaf.valid_to
FROM area_member AS member
JOIN known_area AS leaf USING (area_id)
WHERE member.is_leaf
UNION
SELECT
    member.ancestor_id,
    leaf.area_id,
    leaf.municipality_ags,
    greatest(leaf.valid_from, nullif(split.first_day, '-infinity'::DATE)),
    least(leaf.valid_to, nullif(split.until_day, 'infinity'::DATE) - 1)
FROM area_split AS split
JOIN area_member AS member ON member.area_id = split.target_id
JOIN known_area AS leaf ON leaf.area_id = split.source_id
