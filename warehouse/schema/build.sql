-- The build itself; one row.
CREATE TABLE build (
    build_id VARCHAR NOT NULL PRIMARY KEY, -- hash of the deliveries in force and of the warehouse code
    created_at TIMESTAMP NOT NULL, -- when the newest delivery in force was received, UTC
    code_version VARCHAR NOT NULL, -- hash of the warehouse code
    deliveries INTEGER NOT NULL
);
