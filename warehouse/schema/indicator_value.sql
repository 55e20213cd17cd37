-- Values of the indicators for areas of every level; grain: indicator_id × area_id × year (31 December).
CREATE TABLE indicator_value (
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    value DOUBLE, -- NULL: missing or not meaningful
    is_protected BOOLEAN NOT NULL
);
