-- Live births at the mother's main residence; grain: area_id × year × mother_age × mother_age_to × sex × nationality (of the child).
CREATE TABLE births (
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    mother_age SMALLINT NOT NULL, -- year of birth of the child minus year of birth of the mother
    mother_age_to SMALLINT NOT NULL CHECK (mother_age_to >= mother_age),
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    births INTEGER
);
