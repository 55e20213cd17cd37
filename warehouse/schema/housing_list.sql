-- Every list of housing projects in force, as it was delivered; grain: list_number × project_id × year of first occupation.
CREATE TABLE housing_list (
    list_number INTEGER NOT NULL, -- order of the lists by the date they speak of, from 0
    listed_on DATE, -- NULL: the list names no date
    owner_id VARCHAR NOT NULL,
    is_completion BOOLEAN NOT NULL, -- finished, no longer a plan
    project_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    municipality_ags VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    dwelling_type VARCHAR NOT NULL, -- code of dwelling_type
    dwellings INTEGER NOT NULL CHECK (dwellings >= 0),
    probability DOUBLE NOT NULL CHECK (probability BETWEEN 0 AND 1),
    PRIMARY KEY (list_number, project_id, year)
);
