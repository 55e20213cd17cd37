-- The assumption sheet: every parameter with value, unit, source, base years, weight and author. Grain: run_id × scenario × component × area_id × age_from.
CREATE TABLE forecast_assumption (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR, -- NULL: holds for every scenario of the run
    component VARCHAR NOT NULL,
    area_id VARCHAR, -- NULL: the whole run
    age_from SMALLINT, -- NULL: all ages
    value VARCHAR NOT NULL, -- a number, or JSON where it is a path or several
    unit VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    base_years VARCHAR NOT NULL, -- "2020, 2021", empty where none lie behind it
    weight DOUBLE, -- share of the area's own data; NULL: nothing was mixed
    author VARCHAR NOT NULL,
    declared_on DATE
);
