-- Children by care band at the start of the Kita year (1 August), every area level; grain: run_id × scenario × area_id × kita_year × band.
-- Need = children × Zielquote, formed by the reader, so quantiles scale exactly; draws (in ascending order, at most 200 evenly spaced ones of the run's) carry the probability of a shortage.
-- Quantiles are NULL where no range can be claimed (children under six from ten years on without a path of births); draws stay for sums,
-- and no chance or range may be shown from them in those years.
CREATE TABLE forecast_demand (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    kita_year SMALLINT NOT NULL, -- first calendar year: 2026 is 2026/27
    reference_date DATE NOT NULL,
    band VARCHAR NOT NULL CHECK (band IN ('age0', 'age1', 'age2', 'u3', 'ue3', 'grundschule')),
    mean FLOAT, q10 FLOAT, q25 FLOAT, median FLOAT, q75 FLOAT, q90 FLOAT,
    draws FLOAT[]
);
