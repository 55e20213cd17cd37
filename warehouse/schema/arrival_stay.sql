-- How long arrivals stayed in their municipality, from individual events; grain: area_id × year × partner × sex × nationality × stayed × ending.
-- Cases across the border of the municipality; who moves to another member has left, for people cannot be followed from one register to the next.
CREATE TABLE arrival_stay (
    area_id VARCHAR NOT NULL, -- where they moved to, on today's territory
    year SMALLINT NOT NULL, -- of arrival
    partner VARCHAR NOT NULL, -- where they came from: VERBAND or a code of partner_category
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')), -- at arrival
    stayed SMALLINT NOT NULL CHECK (stayed >= 0), -- completed years until the ending
    ending VARCHAR NOT NULL CHECK (ending IN ('out', 'death', 'observed')), -- observed: still there at the end of the delivered years
    persons INTEGER NOT NULL
);
