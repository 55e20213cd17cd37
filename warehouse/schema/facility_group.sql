-- Groups of a Kita with the place ladder approved ≥ built ≥ staffed ≥ bookable; grain: group_id × valid_from.
CREATE TABLE facility_group (
    facility_id VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    group_type VARCHAR NOT NULL, -- code of group_type
    band VARCHAR NOT NULL CHECK (band IN ('u3', 'ue3', 'grundschule')),
    hours_per_day DOUBLE,
    is_integrative BOOLEAN NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE, -- NULL: open
    places_approved INTEGER,
    places_built INTEGER,
    places_staffed INTEGER,
    places_bookable INTEGER,
    PRIMARY KEY (group_id, valid_from)
);
