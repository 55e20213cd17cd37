-- Harmonised residents of every level in the finest groups any published table of the area has; grain: area_id × reference_date × sex × age × age_to × nationality.
-- persons is NULL where nothing is released for the area and date.
CREATE TABLE area_population (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR,
    persons DOUBLE
);
