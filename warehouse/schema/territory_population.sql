-- Population on earlier territorial statuses, only of areas that differ from today's (all others: area_population); grain: root_id × status × area_id × reference_date × sex × age × age_to × nationality.
CREATE TABLE territory_population (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    persons BIGINT CHECK (persons >= 0) -- NULL: a part of the area was not delivered for that date
);
