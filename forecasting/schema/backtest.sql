-- Forecasts from past jump-off years against what came; grain: method × origin_year × lead_time × area_id × age × age_to.
CREATE TABLE backtest (
    method VARCHAR NOT NULL, -- no_change, linexp, hamilton_perry_mean, hamilton_perry (pooled), hamilton_perry_linexp, kohorte
    origin_year SMALLINT NOT NULL, -- the year end the forecast starts from
    lead_time SMALLINT NOT NULL CHECK (lead_time > 0),
    area_id VARCHAR NOT NULL, -- smallest areas, municipalities and the root
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    forecast DOUBLE,
    observed DOUBLE,
    q10 DOUBLE, -- lower and upper end of the 80 % band, calibrated with what was known at the origin; NULL: method has none
    q90 DOUBLE
);
