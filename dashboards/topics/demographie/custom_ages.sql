-- Mean and median age of some of the people at every year end, and how many they are; grain: area_id × year.
-- NULL where the delivery does not tell: an age class across the border of the part, a class too wide, or a sex nobody wrote down.
WITH told AS (
    SELECT
        area_id,
        year(reference_date) AS year,
        age,
        age_to,
        persons,
        CASE
            WHEN age >= $low AND age_to <= $high
                THEN ($sex = '' OR sex = $sex) AND ($nationality = '' OR nationality = $nationality)
            WHEN age > $high OR age_to < $low THEN false
        END AS is_part
    FROM area_population
    WHERE area_id IN (SELECT unnest($area_ids::VARCHAR[]))
        AND reference_date = make_date(year(reference_date), 12, 31)
),

aged AS (
    SELECT area_id, year, age, age_to, sum_known(CASE WHEN NOT is_part OR persons = 0 THEN 0 WHEN is_part THEN persons END) AS persons
    FROM told
    GROUP BY area_id, year, age, age_to
),

reached AS (
    SELECT
        *,
        sum(persons) OVER (PARTITION BY area_id, year ORDER BY age, age_to) AS up_to,
        -- sum_known does not work over a window
        CASE WHEN count(persons) OVER whole = count(*) OVER whole THEN sum(persons) OVER whole END AS total
    FROM aged
    WINDOW whole AS (PARTITION BY area_id, year)
)

SELECT
    area_id,
    year,
    any_value(total) AS base,
    CASE WHEN coalesce(max(age_to - age + 1) FILTER (age_to < 100 AND persons > 0), 1) <= 10
        THEN sum_known(persons * (age + age_to + 1) / 2.0) / nullif(any_value(total), 0) END AS mean_age,
    CASE WHEN any_value(total) > 0 THEN
        (list(
            CASE WHEN age_to < 100 AND age_to - age < 10
                THEN age + (age_to - age + 1) * (total / 2.0 - (up_to - persons)) / persons END
            ORDER BY age
        ) FILTER (up_to >= total / 2.0 AND persons > 0))[1]
    END AS median_age
FROM reached
GROUP BY area_id, year
ORDER BY area_id, year
