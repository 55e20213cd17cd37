-- Moves (cases, not persons); grain: year × kind × reporter_ags × origin × destination × sex × age × age_to × nationality. age: year minus year of birth.
-- origin and destination are area_ids or codes of partner_category. A move between two members appears twice, once by each reporter:
-- count arrivals with inner, member_in, external_in and departures with inner, member_out, external_out.
CREATE TABLE moves (
    year SMALLINT NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('inner', 'member_in', 'member_out', 'external_in', 'external_out')),
    reporter_ags VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    destination VARCHAR NOT NULL,
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL CHECK (age BETWEEN 0 AND 100),
    age_to SMALLINT NOT NULL CHECK (age_to BETWEEN age AND 100),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    moves INTEGER
);
