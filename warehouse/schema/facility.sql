-- Kita houses; grain: facility_id.
CREATE TABLE facility (
    facility_id VARCHAR NOT NULL PRIMARY KEY,
    municipality_ags VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    provider_type VARCHAR NOT NULL, -- code of provider_type
    longitude DOUBLE,
    latitude DOUBLE,
    valid_from DATE,
    valid_to DATE
);
