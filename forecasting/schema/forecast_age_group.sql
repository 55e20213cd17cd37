-- Forecast of every area level by age band; quantiles are taken from summed draws. Grain: run_id × scenario × area_id × year × age × age_to × sex × nationality.
-- sex and nationality NULL: both together. Bands: total 0–100, planning groups, 0–19, 20–64, 65–100, and (sex, nationality NULL) nothing finer.
-- mean: of the draws as simulated, adds up over areas and ages; q10 to q90: calibrated by the own record, about the median.
CREATE TABLE forecast_age_group (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    sex VARCHAR,
    nationality VARCHAR,
    mean FLOAT, q10 FLOAT, q25 FLOAT, median FLOAT, q75 FLOAT, q90 FLOAT
);
