-- Deaths of areas of every level on the territorial status in force on a day (2018-12-31, or heute); grain: area_id × year × sex × age × age_to × nationality.
CREATE MACRO deaths_on_status(wanted) AS TABLE
SELECT member.ancestor_id AS area_id, year, sex, age, age_to, nationality, sum_known(deaths)::BIGINT AS deaths
FROM deaths
JOIN area_member AS member USING (area_id)
WHERE member.ancestor_id NOT IN (SELECT area_id FROM left_on_status(wanted))
GROUP BY ALL
UNION ALL
SELECT area_id, year, sex, age, age_to, nationality, persons
FROM territory_flow
JOIN status_of_root(wanted) USING (root_id, status)
WHERE component = 'deaths'
