-- Why the Basis differs from that of the previous run; own file beside the run, because it depends on what was there before. Grain: run_id × area_id × year × part; the parts add up to 'total'.
CREATE TABLE forecast_difference (
    run_id VARCHAR NOT NULL,
    previous_run_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    part VARCHAR NOT NULL CHECK (part IN ('total', 'base', 'births', 'deaths', 'migration', 'housing', 'method')),
    persons DOUBLE NOT NULL,
    previous_persons DOUBLE NOT NULL -- what the previous run said for the area and year
);
