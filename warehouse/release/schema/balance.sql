-- Balancing equation of the municipality from harmonised numbers; grain: area_id × year. The residual holds noise and what was not delivered.
CREATE TABLE balance (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    "start" DOUBLE,
    births DOUBLE,
    deaths DOUBLE,
    "in" DOUBLE,
    "out" DOUBLE,
    moves_in DOUBLE,
    moves_out DOUBLE,
    status_change DOUBLE,
    correction DOUBLE,
    "end" DOUBLE,
    residual DOUBLE
);
