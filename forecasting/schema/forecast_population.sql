-- Forecast of the smallest areas by single age; grain: run_id × scenario × area_id × year × sex × age × nationality. Reference date 31 December of year.
-- mean: of the draws as simulated, adds up over areas and ages; q10 to q90: calibrated by the record of the age group, about the median.
CREATE TABLE forecast_population (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL CHECK (age BETWEEN 0 AND 100),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')), -- NULL: forecast without nationality
    mean FLOAT, q10 FLOAT, q25 FLOAT, median FLOAT, q75 FLOAT, q90 FLOAT
);
