-- Main residents of the smallest delivered areas; grain: area_id × reference_date × sex × age × age_to × nationality.
-- age and age_to are equal for single ages; 100 is 100+. A cell that is not listed for a delivered area and date is zero.
CREATE TABLE population (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR CHECK (sex IN ('m', 'w')), -- NULL: not delivered by sex
    age SMALLINT NOT NULL CHECK (age BETWEEN 0 AND 100),
    age_to SMALLINT NOT NULL CHECK (age_to BETWEEN age AND 100),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')), -- NULL: not delivered by nationality
    persons INTEGER CHECK (persons >= 0) -- NULL: withheld or missing, never 0
);
