-- Main residents of individual stocks, each person once per stock; grain: municipality_ags × area_id × reference_date × sex × age × nationality.
-- Age: completed years, exact at the end of a month; a birth after the reference date counts as age 0 and is reported by a check.
CREATE TEMP TABLE resident_count AS
SELECT
    municipality_ags,
    coalesce(area_id, municipality_ags || '-ohne') AS area_id,
    reference_date,
    sex,
    greatest(0, least(100,
        year(reference_date) - birth_year - CASE WHEN birth_month > month(reference_date) THEN 1 ELSE 0 END
    ))::SMALLINT AS age,
    nationality,
    count(*)::INTEGER AS persons
FROM resident
GROUP BY ALL
