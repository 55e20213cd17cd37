-- Where figures of an area of today were converted from areas of the time; grain: area_id × reference_date. Not listed: as delivered.
-- For stocks of reference_date and events of the year that ends with it.
CREATE TABLE area_conversion (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    source_areas VARCHAR[] NOT NULL, -- keys of the old areas, ascending
    is_estimated BOOLEAN NOT NULL, -- an old area was divided by shares; false: old areas were only put together
    estimated_share DOUBLE, -- 0 to 1: persons placed by shares; NULL: nobody there, or not delivered
    note VARCHAR NOT NULL, -- German, for the reader of a figure
    PRIMARY KEY (area_id, reference_date)
);
