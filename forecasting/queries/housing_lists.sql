-- Every dated list of housing projects below the areas of a root; grain: list_number × project_id × year of first occupation.
SELECT DISTINCT
    list.list_number, list.listed_on, list.is_completion,
    list.project_id, list.name, list.area_id, list.municipality_ags, list.year,
    list.dwelling_type, list.dwellings, list.probability
FROM housing_list AS list
JOIN area_member AS member ON member.area_id = list.area_id
WHERE list_contains($roots, member.ancestor_id)
    AND (list.listed_on IS NOT NULL OR list.is_completion)
ORDER BY list.list_number, list.project_id, list.year
