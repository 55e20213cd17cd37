-- The release itself; one row.
CREATE TABLE release (
    release_id VARCHAR NOT NULL PRIMARY KEY, -- hash of the cells, the perturbation table, the rules and the code
    municipality_ags VARCHAR NOT NULL,
    municipality_name VARCHAR NOT NULL,
    parent_id VARCHAR, -- association the municipality belongs to; its own numbers are not part of the release
    parent_name VARCHAR,
    parent_level VARCHAR,
    audience VARCHAR NOT NULL CHECK (audience IN ('association', 'public')),
    method VARCHAR NOT NULL,
    parts VARCHAR[] NOT NULL, -- what the municipality included beside residents: indikatoren, wanderungen, kita, prognose
    created_at TIMESTAMP NOT NULL, -- UTC
    expires_on DATE NOT NULL,
    code_version VARCHAR NOT NULL,
    note VARCHAR NOT NULL -- German, for the reader of a figure
);
