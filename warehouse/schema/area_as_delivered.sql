-- Totals on the territorial status of their time, under the keys they were delivered with; grain: area_id × municipality_ags × reference_date × measure.
-- The other tables show the same persons on the territory of today. Flows stand at the 31 December of their year.
CREATE TABLE area_as_delivered (
    area_id VARCHAR NOT NULL,
    municipality_ags VARCHAR NOT NULL, -- who delivered
    reference_date DATE NOT NULL,
    measure VARCHAR NOT NULL CHECK (measure IN ('population', 'births', 'deaths', 'in', 'out', 'moves_in', 'moves_out', 'status_change')),
    persons INTEGER -- NULL: a part was withheld; status_change is signed and holds corrections too
);
