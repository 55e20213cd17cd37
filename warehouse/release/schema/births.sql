-- Harmonised births of the municipality as a whole; grain: area_id × year × mother_age × mother_age_to × sex.
CREATE TABLE births (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    mother_age SMALLINT NOT NULL,
    mother_age_to SMALLINT NOT NULL,
    sex VARCHAR,
    nationality VARCHAR,
    births DOUBLE
);
