-- Persons of a part of the people and of those it is set against, at every year end; grain: area_id × year.
-- NULL where the delivery does not tell: an age class across the border of the part, or a sex nobody wrote down.
WITH told AS (
    SELECT
        area_id,
        year(reference_date) AS year,
        persons,
        CASE WHEN age >= $low_2 THEN $sign ELSE 1 END AS sign,
        CASE
            WHEN (age >= $low AND age_to <= $high) OR (age >= $low_2 AND age_to <= $high_2)
                THEN ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
            WHEN (age > $high OR age_to < $low) AND (age > $high_2 OR age_to < $low_2) THEN false
        END AS is_part,
        CASE
            WHEN age >= $whole_low AND age_to <= $whole_high
                THEN ($whole_sex = '' OR sex = $whole_sex) AND ($whole_nationality = '' OR nationality = $whole_nationality)
            WHEN age > $whole_high OR age_to < $whole_low THEN false
        END AS is_whole
    FROM area_population
    WHERE area_id IN (SELECT unnest($area_ids::VARCHAR[]))
        AND reference_date = make_date(year(reference_date), 12, 31)
)

SELECT
    area_id,
    year,
    sum_known(CASE WHEN NOT is_part OR persons = 0 THEN 0 WHEN is_part THEN sign * persons END) AS part,
    sum_known(CASE WHEN NOT is_whole OR persons = 0 THEN 0 WHEN is_whole THEN persons END) AS whole
FROM told
GROUP BY area_id, year
ORDER BY area_id, year
