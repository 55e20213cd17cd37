-- Published cells, each protected on its own, so they do not add up; grain: cell_table × area_id × reference_date × kind × partner × sex × age × age_to × nationality.
-- Every cell of a table is listed. Flows stand at the 31 December of their year.
CREATE TABLE released_cell (
    cell_table VARCHAR NOT NULL, -- name of the table in warehouse/release/design.py
    unit VARCHAR NOT NULL CHECK (unit IN ('person', 'birth', 'death', 'move', 'care')),
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    kind VARCHAR, -- moves: as in the table moves; care: kita or tagespflege
    partner VARCHAR, -- moves: code of partner_category or municipality
    sex VARCHAR,
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR,
    published BIGINT -- NULL: a part was not delivered, or the rule withholds the result
);
