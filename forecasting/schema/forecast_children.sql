-- Simulated children by single age on 1 August in the smallest areas, first Kita years only; grain: run_id × scenario × area_id × kita_year × age.
-- They are joint futures, no statement of a range: from the year on in which forecast_demand has no quantiles, readers show none made of them.
-- The draws are joint: the n-th number of every row is the same simulated future, so areas, ages and years may be added draw by draw.
CREATE TABLE forecast_children (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    kita_year SMALLINT NOT NULL, -- first calendar year: 2026 is 2026/27
    age SMALLINT NOT NULL CHECK (age BETWEEN 0 AND 10), -- completed years on 1 August
    draws FLOAT[] -- at most 200 of the run's draws, tenths of a child
);
