-- Territorial statuses that figures can be shown on; grain: root_id × status. Every root has „heute“, and one more for each change of its borders.
CREATE TABLE territory (
    root_id VARCHAR NOT NULL, -- highest area: the association, or a municipality of its own
    status VARCHAR NOT NULL, -- last day of the status as 2018-12-31, or heute
    first_day DATE, -- NULL: as long as anything is known
    last_day DATE, -- NULL: heute
    label VARCHAR NOT NULL, -- German, for a list to choose from
    note VARCHAR NOT NULL, -- German: what changed on the day after; what is shown for heute
    changed_areas INTEGER NOT NULL, -- areas whose figures differ from today's area of that key
    PRIMARY KEY (root_id, status)
);
