-- Changes that are neither vital event nor move; grain: area_id × year × kind × sex × age × nationality; persons is signed.
-- A naturalisation is two rows: nationality A with minus, D with plus.
CREATE TABLE status_change (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('dwelling', 'naturalisation', 'correction')),
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL,
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    persons INTEGER NOT NULL
);
