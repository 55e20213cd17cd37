-- Children in care of a span of ages and residents of the same ages (31 December before), by home.
-- Grain: area_id × reference_date. A day on which an area has care rows, but none of these ages, has zero children.
WITH member AS (
    SELECT ancestor_id AS area_id, area_id AS part_id
    FROM area_member
    WHERE ancestor_id IN (SELECT unnest($areas))
),
in_care AS (
    SELECT
        member.area_id,
        care.reference_date,
        sum_known(CASE WHEN care.age BETWEEN $age AND $age_to THEN care.children ELSE 0 END) AS children,
        sum_known(
            CASE
                WHEN care.age BETWEEN $age AND $age_to AND care.form = 'tagespflege' THEN care.children
                ELSE 0
            END
        ) AS childminding
    FROM care
    JOIN member ON member.part_id = care.home_area_id
    GROUP BY ALL
),
residents AS (
    SELECT area_id, year(reference_date) + 1 AS year, sum_known(persons) AS persons, bool_and(age = age_to) AS is_single
    FROM area_population
    WHERE area_id IN (SELECT unnest($areas))
        AND age <= $age_to
        AND age_to >= $age
        AND month(reference_date) = 12
        AND day(reference_date) = 31
    GROUP BY ALL
)
SELECT
    in_care.area_id,
    in_care.reference_date,
    CAST(year(in_care.reference_date) - 1 AS INTEGER) AS kita_year,
    CAST(in_care.children AS DOUBLE) AS children,
    CAST(in_care.childminding AS DOUBLE) AS childminding,
    CAST(CASE WHEN residents.is_single THEN residents.persons END AS DOUBLE) AS residents
FROM in_care
LEFT JOIN residents
    ON residents.area_id = in_care.area_id AND residents.year = year(in_care.reference_date)
ORDER BY in_care.area_id, in_care.reference_date
