-- One row per run and scenario; a run file holds exactly one run. Grain: run_id × scenario.
CREATE TABLE forecast_run (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    build_id VARCHAR NOT NULL,
    jump_off_date DATE NOT NULL,
    horizon_year SMALLINT NOT NULL,
    convention VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    seed BIGINT NOT NULL,
    draws INTEGER NOT NULL,
    assumptions VARCHAR NOT NULL, -- JSON: settings, jump-off years and notes of the run; the sheet itself is forecast_assumption
    PRIMARY KEY (run_id, scenario)
);
