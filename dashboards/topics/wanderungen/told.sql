-- Whether all moves reported below an area are broken down by sex and by nationality; grain: one row.
SELECT
    coalesce(bool_and(sex IS NOT NULL), false) AS has_sex,
    coalesce(bool_and(nationality IS NOT NULL), false) AS has_nationality,
    coalesce(bool_and(age = age_to), false) AS has_single_ages
FROM moves
WHERE reporter_ags IN (
    SELECT area.municipality_ags FROM area_member JOIN area USING (area_id) WHERE area_member.ancestor_id = $area_id
)
