-- Planned measures of Kita supply; grain: measure_id.
CREATE TABLE measure (
    measure_id VARCHAR NOT NULL PRIMARY KEY,
    municipality_ags VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    facility_id VARCHAR,
    title VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- code of measure_status: idee, beschlossen, im_bau, fertig, schliessung
    starts_on DATE NOT NULL,
    group_type VARCHAR NOT NULL,
    band VARCHAR NOT NULL CHECK (band IN ('u3', 'ue3', 'grundschule')),
    groups_change INTEGER NOT NULL, -- negative for closures
    places_change INTEGER NOT NULL
);
