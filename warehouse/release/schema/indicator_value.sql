-- Values of the indicators from released numbers; grain: indicator_id × area_id × year (31 December).
CREATE TABLE indicator_value (
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    value DOUBLE, -- NULL: not released, or not meaningful
    is_protected BOOLEAN NOT NULL,
    is_uncertain BOOLEAN NOT NULL -- fewer than 100 residents behind it: in brackets
);
