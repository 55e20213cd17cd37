-- Balancing equation on earlier territorial statuses, only of areas that differ from today's, of every level; grain: root_id × status × area_id × year. See balance.
CREATE TABLE territory_balance (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    "start" BIGINT,
    births BIGINT,
    deaths BIGINT,
    "in" BIGINT,
    "out" BIGINT,
    moves_in BIGINT,
    moves_out BIGINT,
    status_change BIGINT,
    correction BIGINT,
    "end" BIGINT,
    residual BIGINT,
    PRIMARY KEY (root_id, status, area_id, year)
);
