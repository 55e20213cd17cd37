-- Deaths of the leaves of a root; grain: year × area_id × sex × age × age_to × nationality.
SELECT
    deaths.year, deaths.area_id, deaths.sex, deaths.age, deaths.age_to, deaths.nationality,
    sum_known(deaths.deaths) AS persons
FROM deaths
JOIN area_member AS member ON member.area_id = deaths.area_id AND member.is_leaf
WHERE list_contains($roots, member.ancestor_id) AND deaths.year > $first
GROUP BY ALL
