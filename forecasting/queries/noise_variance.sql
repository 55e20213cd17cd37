-- Variance of the noise on a published number of a release; one row. The last two counts stand for all larger ones.
WITH by_count AS (
    SELECT count, sum(noise * noise * probability) AS variance
    FROM perturbation
    WHERE count >= (SELECT max(count) - 1 FROM perturbation)
    GROUP BY count
)
SELECT coalesce(max(variance), 0) AS variance FROM by_count
