-- Areas of earlier territorial statuses; grain: root_id × status × area_id. Those of heute stand in area.
CREATE TABLE territory_area (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    area_id VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    municipality_ags VARCHAR,
    parent_id VARCHAR,
    area_type VARCHAR,
    is_changed BOOLEAN NOT NULL, -- figures differ from today's area of this key, or there is none today
    has_todays_shape BOOLEAN NOT NULL, -- the geometry of this key in area is the one of the status
    PRIMARY KEY (root_id, status, area_id)
);
