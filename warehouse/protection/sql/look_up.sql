-- Published counts: the noise of the row of each count whose interval holds the key; grain: cell of `looked`.
-- A result below $withheld_below and a count that is missing are NULL.
SELECT
    looked.* EXCLUDE (n, lookup_key),
    nullif(greatest(looked.n + perturbation.v, $withheld_below - 1), $withheld_below - 1)::BIGINT AS published
FROM looked
LEFT JOIN perturbation
    ON perturbation.i = CASE
        WHEN looked.n <= $last THEN looked.n
        ELSE $last - $period + 1 + (looked.n - $last - 1) % $period
    END
    AND perturbation.lower <= looked.lookup_key
    AND looked.lookup_key < perturbation.upper
