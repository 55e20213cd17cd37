-- Where figures on an earlier territorial status were converted from areas of another time; grain: root_id × status × area_id × reference_date. Not listed: as delivered.
-- For stocks of reference_date and events of the year that ends with it. See area_conversion for heute.
CREATE TABLE territory_conversion (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    source_areas VARCHAR[] NOT NULL, -- keys the figures were delivered under, ascending
    is_estimated BOOLEAN NOT NULL, -- an area was divided by shares; false: areas were only put together
    estimated_share DOUBLE, -- 0 to 1: persons placed by shares; NULL: nobody there, or not delivered
    note VARCHAR NOT NULL, -- German, for the reader of a figure
    PRIMARY KEY (root_id, status, area_id, reference_date)
);
