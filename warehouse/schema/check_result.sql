-- Findings of the checks at build; grain: check_id × area_id × reference_date × detail.
CREATE TABLE check_result (
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL CHECK (severity IN ('hinweis', 'warnung', 'fehler')), -- fehler keeps a build from becoming current
    area_id VARCHAR,
    reference_date DATE,
    value DOUBLE,
    message VARCHAR NOT NULL -- German, complete sentence
);
