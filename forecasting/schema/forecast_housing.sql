-- Arrivals because of reported building, less those who stay away for it; contained in `in` of forecast_components. Every area level; grain: run_id × scenario × area_id × year.
CREATE TABLE forecast_housing (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    persons FLOAT NOT NULL
);
