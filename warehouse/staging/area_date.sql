-- What every area of today can show at each date of its root; grain: area_id × reference_date.
-- is_complete: every municipality with territory in the area at that date delivered it.
CREATE TEMP TABLE area_date AS
WITH root_date AS (
    SELECT DISTINCT root.root_id, delivered_date.reference_date
    FROM delivered_date JOIN root USING (municipality_ags)
),
needed AS (
    SELECT DISTINCT part.area_id, root_date.reference_date, part.municipality_ags
    FROM area_part AS part
    JOIN root USING (municipality_ags)
    JOIN root_date USING (root_id)
    WHERE coalesce(part.valid_from <= root_date.reference_date, true)
        AND coalesce(part.valid_to >= root_date.reference_date, true)
)
SELECT
    needed.area_id,
    needed.reference_date,
    bool_and(given.municipality_ags IS NOT NULL) AS is_complete,
    coalesce(bool_and(given.has_single_ages), true) AS has_single_ages,
    coalesce(bool_and(given.has_sex), true) AS has_sex,
    coalesce(bool_and(given.has_nationality), true) AS has_nationality,
    count(given.municipality_ags) AS municipalities
FROM needed
LEFT JOIN delivered_date AS given USING (municipality_ags, reference_date)
GROUP BY ALL
