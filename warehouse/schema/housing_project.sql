-- Housing projects; grain: project_id × year of first occupation.
CREATE TABLE housing_project (
    project_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    municipality_ags VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    dwelling_type VARCHAR NOT NULL, -- code of dwelling_type
    dwellings INTEGER NOT NULL CHECK (dwellings >= 0),
    probability DOUBLE NOT NULL CHECK (probability BETWEEN 0 AND 1),
    PRIMARY KEY (project_id, year)
);
