-- What a scenario of the run is: kind, who declared it and why, what it changes; grain: run_id × scenario.
CREATE TABLE forecast_scenario (
    run_id VARCHAR NOT NULL,
    scenario VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('mittel', 'variante', 'was_waere_wenn', 'diagnose', 'kombination')),
    has_probability BOOLEAN NOT NULL, -- false: a decision or a pure what-if, nobody can say how probable
    author VARCHAR NOT NULL,
    declared_on DATE NOT NULL,
    parents VARCHAR[] NOT NULL,
    reasons VARCHAR[] NOT NULL,
    changes VARCHAR NOT NULL -- JSON: driver → level by years after the jump-off, parents' changes included
);
