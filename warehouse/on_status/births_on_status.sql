-- Live births of areas of every level on the territorial status in force on a day (2018-12-31, or heute); grain: area_id × year × mother_age × mother_age_to × sex × nationality.
CREATE MACRO births_on_status(wanted) AS TABLE
SELECT member.ancestor_id AS area_id, year, mother_age, mother_age_to, sex, nationality, sum_known(births)::BIGINT AS births
FROM births
JOIN area_member AS member USING (area_id)
WHERE member.ancestor_id NOT IN (SELECT area_id FROM left_on_status(wanted))
GROUP BY ALL
UNION ALL
SELECT area_id, year, age, age_to, sex, nationality, persons
FROM territory_flow
JOIN status_of_root(wanted) USING (root_id, status)
WHERE component = 'births'
