-- Deaths of individual events as counts; grain: municipality_ags × area_id × year × sex × age × nationality.
SELECT municipality_ags, area_id, year, sex, age, age AS age_to, nationality, sum(sign)::INTEGER AS deaths
FROM staged_event
WHERE event_kind = 'death'
GROUP BY ALL
HAVING sum(sign) <> 0
UNION ALL
-- a year without any was delivered all the same: nothing happened is not nothing known
SELECT municipality_ags, min(area_id), year, NULL, 0::SMALLINT, 100::SMALLINT, NULL, 0
FROM staged_event
GROUP BY municipality_ags, year
HAVING count(*) FILTER (event_kind = 'death') = 0
ORDER BY ALL
