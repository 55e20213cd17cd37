-- Harmonised children in care of the municipality as a whole; grain: reference_date × home_area_id × form × age.
CREATE TABLE care (
    reference_date DATE NOT NULL,
    home_area_id VARCHAR NOT NULL,
    facility_id VARCHAR, -- NULL: not released by house
    form VARCHAR NOT NULL,
    age SMALLINT NOT NULL,
    children DOUBLE
);
