-- Traffic light of the balancing equation for smallest areas and municipalities of today; grain: area_id × year.
CREATE TABLE balance_light (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    residual INTEGER, -- persons; NULL: a part of the balance was not delivered
    per_mille DOUBLE, -- of the larger of both stocks
    light VARCHAR CHECK (light IN ('grün', 'gelb', 'rot')), -- up to 1 ‰, up to 5 ‰, above
    is_estimated BOOLEAN NOT NULL, -- a stock or the events were divided by shares, so the residual may come from them
    PRIMARY KEY (area_id, year)
);
