-- Balancing equation of the smallest areas; grain: area_id × year. end = start + births − deaths + in − out + moves_in − moves_out + status_change + correction + residual.
-- in and out cross the municipal border, moves_in and moves_out do not. NULL: a part was not delivered.
CREATE TABLE balance (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    "start" INTEGER,
    births INTEGER,
    deaths INTEGER,
    "in" INTEGER,
    "out" INTEGER,
    moves_in INTEGER,
    moves_out INTEGER,
    status_change INTEGER,
    correction INTEGER,
    "end" INTEGER,
    residual INTEGER,
    PRIMARY KEY (area_id, year)
);
