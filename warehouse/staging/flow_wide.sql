-- Events of the smallest areas of today, one column per component; grain: area_id × year. NULL here: no such event, or withheld.
CREATE TEMP TABLE flow_wide AS
SELECT
    area_id,
    year,
    any_value(persons) FILTER (component = 'births') AS births,
    any_value(persons) FILTER (component = 'deaths') AS deaths,
    any_value(persons) FILTER (component = 'in') AS "in",
    any_value(persons) FILTER (component = 'out') AS "out",
    any_value(persons) FILTER (component = 'moves_in') AS moves_in,
    any_value(persons) FILTER (component = 'moves_out') AS moves_out,
    any_value(persons) FILTER (component = 'status_change') AS status_change,
    any_value(persons) FILTER (component = 'correction') AS correction,
    list(component) FILTER (persons IS NULL) AS withheld
FROM area_flow
GROUP BY area_id, year
