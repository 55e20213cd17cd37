-- Harmonised residents of each area at the latest date, as whole numbers for ordering and labels.
UPDATE area SET inhabitants = (
    SELECT round(sum_known(persons))::INTEGER
    FROM area_population
    WHERE area_population.area_id = area.area_id AND reference_date = (SELECT max(reference_date) FROM area_population)
)
