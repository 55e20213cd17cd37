-- Events on earlier territorial statuses, only of areas that differ from today's; grain: root_id × status × area_id × year × component × sex × age × age_to × nationality.
-- Areas of every level. A cell not listed is zero where territory_balance has a value for the component, else missing.
CREATE TABLE territory_flow (
    root_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- see territory
    area_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    component VARCHAR NOT NULL CHECK (component IN ('births', 'deaths', 'in', 'out', 'moves_in', 'moves_out', 'status_change', 'correction')),
    sex VARCHAR CHECK (sex IN ('m', 'w')),
    age SMALLINT NOT NULL, -- of the mother for births
    age_to SMALLINT NOT NULL,
    nationality VARCHAR CHECK (nationality IN ('D', 'A')),
    persons BIGINT -- NULL: withheld; signed for status_change and correction
);
