-- Closure of the hierarchy on the current territorial status: every area with each area below it and itself; grain: ancestor_id × area_id.
-- A dissolved area is a member of its successor, so old rows count where their territory lies today.
CREATE TABLE area_member (
    ancestor_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    is_leaf BOOLEAN NOT NULL, -- the area carries population rows of its own
    PRIMARY KEY (ancestor_id, area_id)
);
