-- How probable it is to end at or beyond a scenario, from the draws of the Basis; every area level, horizon years only. Grain: run_id × scenario × area_id × year.
-- probability NULL: a decision or diagnosis has none (forecast_run.kind), or the scenario does not differ from the Basis (direction 'gleich').
CREATE TABLE forecast_probability (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    direction VARCHAR NOT NULL CHECK (direction IN ('mehr', 'weniger', 'gleich')), -- seen from the median of the Basis
    value FLOAT NOT NULL, -- median of the scenario's total
    basis_median FLOAT NOT NULL,
    probability FLOAT CHECK (probability BETWEEN 0 AND 1), -- share of Basis draws at or beyond value
    draws INTEGER NOT NULL
);
