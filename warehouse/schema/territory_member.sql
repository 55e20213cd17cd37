-- Closure of the hierarchy on earlier territorial statuses: every area with each smallest area below it and itself; grain: root_id × status × ancestor_id × area_id.
CREATE TABLE territory_member (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    ancestor_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    PRIMARY KEY (root_id, status, ancestor_id, area_id)
);
