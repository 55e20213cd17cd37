-- Harmonised moves of the municipality as a whole, by partner; grain: year × kind × reporter_ags × origin × destination × age × age_to.
CREATE TABLE moves (
    year SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,
    reporter_ags VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    destination VARCHAR NOT NULL,
    sex VARCHAR,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR,
    moves DOUBLE
);
