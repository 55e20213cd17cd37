-- What was delivered and is in force; grain: delivery_id (municipality, kind, reference date, version).
CREATE TABLE delivery (
    delivery_id VARCHAR NOT NULL PRIMARY KEY,
    municipality_ags VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    profile VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    version INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    rows INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    checksum VARCHAR NOT NULL,
    received_by VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    rows_added INTEGER, -- rows that the version before did not have; NULL: first version
    rows_removed INTEGER -- rows of the version before that are gone; a changed row is one of each
);
