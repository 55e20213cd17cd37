-- Harmonised residents of the smallest areas, fitted to all published cells; grain: area_id × reference_date × sex × age × nationality.
-- Real numbers that add up. What an area too small to be shown holds stands in <ags>-ohne.
CREATE TABLE population (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR,
    persons DOUBLE
);
