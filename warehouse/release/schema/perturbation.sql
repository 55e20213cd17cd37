-- The perturbation table behind the release; it is public, only the keys are secret. Grain: count × noise.
CREATE TABLE perturbation (
    count SMALLINT NOT NULL, -- true count; the last `period` counts hold for all larger ones in turn
    noise SMALLINT NOT NULL,
    probability DOUBLE NOT NULL
);
