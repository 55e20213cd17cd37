-- Limits the backtest must keep; grain: root_id × gate × lead_time × is_upper.
CREATE TABLE backtest_gate (
    root_id VARCHAR NOT NULL,
    gate VARCHAR NOT NULL,
    lead_time SMALLINT NOT NULL,
    value DOUBLE NOT NULL,
    bound DOUBLE NOT NULL,
    is_upper BOOLEAN NOT NULL, -- true: the value may not be above the bound
    is_passed BOOLEAN NOT NULL,
    sentence VARCHAR NOT NULL -- German
);
