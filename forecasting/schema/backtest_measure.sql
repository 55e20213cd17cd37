-- Errors of past forecasts in percent of what came; grain: root_id × level × size_class × method × lead_time × band.
CREATE TABLE backtest_measure (
    root_id VARCHAR NOT NULL, -- 'gemeinsam': municipalities forecast together
    level VARCHAR NOT NULL, -- leaf, municipality, root
    size_class VARCHAR, -- residents at the origin: <2k, 2-5k, 5-10k, 10-50k, >50k; NULL: all
    method VARCHAR NOT NULL, -- as in backtest, and kohorte_uncalibrated and kohorte_naive: the same points with other bands
    lead_time SMALLINT NOT NULL,
    band VARCHAR NOT NULL, -- total, 0-5 … 80+, seven_groups (their mean)
    age SMALLINT,
    age_to SMALLINT,
    mape DOUBLE, -- mean absolute error per area
    wmape DOUBLE, -- sum of errors over sum of residents
    malpe DOUBLE, -- mean signed error, positive: too high
    median_ape DOUBLE,
    p90 DOUBLE, -- 90th percentile of absolute errors
    coverage80 DOUBLE, -- share of cases in the 80 % band; NULL: method has no band
    width80 DOUBLE, -- mean width of the 80 % band in percent of the forecast
    crps DOUBLE, -- continuous ranked probability score
    n INTEGER NOT NULL -- comparisons: areas × origins
);
