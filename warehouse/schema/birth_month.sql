-- Children by month of birth at year-ends, where the register tells it; grain: area_id × reference_date × birth_year × birth_month.
-- Smallest areas as delivered, up to twelve years back. Areas that were divided since are left out: readers compare with area_population.
CREATE TABLE birth_month (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    birth_year SMALLINT NOT NULL,
    birth_month SMALLINT NOT NULL CHECK (birth_month BETWEEN 1 AND 12),
    persons INTEGER NOT NULL CHECK (persons > 0)
);
