-- Definitions of the indicators, from the headers of warehouse/indicators; grain: indicator_id.
CREATE TABLE indicator (
    indicator_id VARCHAR NOT NULL PRIMARY KEY,
    title VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    range_min DOUBLE,
    range_max DOUBLE
);
