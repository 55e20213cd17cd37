-- Age structure of one area in one year, as finely as it was delivered; grain: sex × age × age_to × nationality.
SELECT sex, age, age_to, nationality, sum_known(persons) AS persons
FROM area_population
WHERE area_id = $area_id AND reference_date = make_date($year, 12, 31)
GROUP BY sex, age, age_to, nationality
ORDER BY sex, age, age_to, nationality
