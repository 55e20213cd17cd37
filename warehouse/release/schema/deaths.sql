-- Harmonised deaths of the municipality as a whole; grain: area_id × year × sex × age × age_to.
CREATE TABLE deaths (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR,
    deaths DOUBLE
);
