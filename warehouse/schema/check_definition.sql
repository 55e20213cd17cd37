-- Checks that ran over this build, with or without findings; grain: check_id. severity: the highest the check can report.
CREATE TABLE check_definition (
    check_id VARCHAR NOT NULL PRIMARY KEY,
    severity VARCHAR NOT NULL CHECK (severity IN ('hinweis', 'warnung', 'fehler')),
    title VARCHAR NOT NULL
);
