-- Areas of every level with validity; grain: area_id × valid_from.
CREATE TABLE area (
    area_id VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    municipality_ags VARCHAR, -- NULL for levels above the municipality
    parent_id VARCHAR,
    valid_from DATE, -- NULL: since ever
    valid_to DATE, -- NULL: until further notice; last day the area exists
    successor_id VARCHAR, -- area that took over at valid_to, if any
    area_type VARCHAR, -- code of area_type, steers pooling in forecasts
    geometry VARCHAR, -- GeoJSON geometry, EPSG:4326; NULL: not delivered
    inhabitants INTEGER, -- main residents at the latest reference date
    CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)
);
