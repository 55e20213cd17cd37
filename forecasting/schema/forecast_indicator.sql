-- Forecast of ratios that cannot be formed from quantiles (juvenile, old-age, total dependency ratio, mean age); every area level. Grain: run_id × scenario × area_id × year × indicator_id.
-- mean and q10 to q90: of the draws as simulated, not calibrated (no record of their widths).
CREATE TABLE forecast_indicator (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    indicator_id VARCHAR NOT NULL, -- same ids as warehouse/indicators
    mean FLOAT, q10 FLOAT, q25 FLOAT, median FLOAT, q75 FLOAT, q90 FLOAT
);
