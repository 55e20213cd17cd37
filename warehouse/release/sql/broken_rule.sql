-- Published cells that cannot come from their true count, and cells without one; one row.
SELECT
    count(*) FILTER (
        truth.n IS NOT NULL AND CASE
            WHEN truth.published IS NULL THEN hidden.i IS NULL
            ELSE possible.i IS NULL OR truth.published < $withheld_below
        END
    ) AS wrong,
    count(*) FILTER (truth.n IS NULL AND truth.published IS NOT NULL) AS unknown
FROM truth
LEFT JOIN possible
    ON possible.i = CASE WHEN truth.n <= $last THEN truth.n ELSE $last - $period + 1 + (truth.n - $last - 1) % $period END
    AND possible.v = truth.published - truth.n
LEFT JOIN (SELECT DISTINCT i FROM possible WHERE i + v < $withheld_below) AS hidden
    ON hidden.i = CASE WHEN truth.n <= $last THEN truth.n ELSE $last - $period + 1 + (truth.n - $last - 1) % $period END
