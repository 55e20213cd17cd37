-- What constraints did; grain: run × scenario × area × year × layer. Persons at the end of the year.
CREATE TABLE forecast_constraint (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    layer VARCHAR NOT NULL, -- gemeinde, land, linexp
    unconstrained DOUBLE NOT NULL, -- the program's own result without any constraint
    target DOUBLE NOT NULL,
    arrivals_factor DOUBLE NOT NULL, -- on arrivals from outside
    departures_factor DOUBLE NOT NULL, -- on departures to outside; 1 where arrivals were enough
    constrained DOUBLE NOT NULL, -- result of this scenario with all layers
    source VARCHAR
);
