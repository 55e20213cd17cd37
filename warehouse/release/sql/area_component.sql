-- Components and mean residents as the indicators read them, for the municipality only; grain: area_id × year.
CREATE TEMP TABLE area_component AS
SELECT area_id, year, births, deaths, "in" - "out" AS net_migration, ("start" + "end") / 2 AS mean_persons
FROM balance
