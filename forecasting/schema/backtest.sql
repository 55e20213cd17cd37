-- Forecasts from past jump-off years against what came; grain: method × origin_year × lead_time × area_id × age × age_to.
CREATE TABLE backtest (
    method VARCHAR NOT NULL, -- no_change, hamilton_perry, kohorte
    origin_year SMALLINT NOT NULL,
    lead_time SMALLINT NOT NULL CHECK (lead_time > 0),
    area_id VARCHAR NOT NULL,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    forecast DOUBLE,
    observed DOUBLE
);
