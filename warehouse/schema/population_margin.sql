-- Totals by sex where the delivery crosses age and sex only in the margins; grain: area_id × reference_date × sex.
CREATE TABLE population_margin (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR NOT NULL CHECK (sex IN ('m', 'w')),
    persons INTEGER CHECK (persons >= 0)
);
