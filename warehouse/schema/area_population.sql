-- Population of every level on the current territorial status; grain: area_id × reference_date × sex × age × age_to × nationality.
-- persons is NULL where a part of the area was not delivered for that date: a sum over a missing part is missing.
CREATE TABLE area_population (
    area_id VARCHAR NOT NULL,
    reference_date DATE NOT NULL,
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL,
    age_to SMALLINT NOT NULL,
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    persons BIGINT CHECK (persons >= 0)
);
