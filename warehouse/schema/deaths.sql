-- Deaths at the last main residence; grain: area_id × year × sex × age × age_to × nationality. age: completed years at 31 December of the year (year minus year of birth).
CREATE TABLE deaths (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL CHECK (age BETWEEN 0 AND 100),
    age_to SMALLINT NOT NULL CHECK (age_to BETWEEN age AND 100),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    deaths INTEGER
);
