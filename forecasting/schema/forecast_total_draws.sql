-- Draws of the total population of every area, from the jump-off year on; grain: run_id × scenario × area_id × year. Draw i is the same random future everywhere.
CREATE TABLE forecast_total_draws (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    draws FLOAT[] NOT NULL
);
