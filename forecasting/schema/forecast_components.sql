-- Components of change, every area level; grain: run_id × scenario × area_id × year × component. Flows during the calendar year.
-- moves_in and moves_out stay inside the municipality of the smallest areas; in and out cross its border.
-- mean and q10 to q90: of the draws as simulated, not calibrated (no record of their widths).
CREATE TABLE forecast_components (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    component VARCHAR NOT NULL CHECK (component IN ('births', 'deaths', 'in', 'out', 'moves_in', 'moves_out', 'naturalisation')),
    mean FLOAT, q10 FLOAT, q25 FLOAT, median FLOAT, q75 FLOAT, q90 FLOAT
);
