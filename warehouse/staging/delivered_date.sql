-- How finely each municipality delivered its residents; grain: municipality_ags × reference_date.
CREATE TEMP TABLE delivered_date AS
SELECT
    municipality_ags,
    reference_date,
    bool_and(age = age_to) AS has_single_ages,
    bool_and(sex IS NOT NULL) AS has_sex,
    bool_and(nationality IS NOT NULL) AS has_nationality
FROM staged_population
GROUP BY municipality_ags, reference_date
