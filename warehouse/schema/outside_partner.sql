-- Moves (cases) across the outer border by single municipality or state on the other side; grain: year × reporter_ags × direction × partner × code × sex × nationality.
-- Other members of the association are not listed: moves has them by area. Exact and in small cells, so no release takes it over.
CREATE TABLE outside_partner (
    year SMALLINT NOT NULL,
    reporter_ags VARCHAR NOT NULL, -- of today
    direction VARCHAR NOT NULL CHECK (direction IN ('in', 'out')),
    partner VARCHAR NOT NULL, -- code of partner_category, as in moves
    code VARCHAR, -- AGS (8 digits) or state (3 digits) as delivered; NULL: only the category, or nothing, is known
    name VARCHAR, -- of the code, from the code lists partner_name and umland; NULL: not in them
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    moves INTEGER -- NULL: a part was withheld
);
