-- Why rows of a delivery were rejected or skipped; grain: delivery_id × outcome × reason.
CREATE TABLE delivery_reason (
    delivery_id VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('abgewiesen', 'übersprungen')),
    reason VARCHAR NOT NULL, -- German, without content of the row
    rows INTEGER NOT NULL
);
