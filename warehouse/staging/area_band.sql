-- Age bands that all municipalities of an area have in common, where not all delivered single ages; grain: area_id × reference_date × single age.
-- Only borders that everybody has remain, so no band holds half a delivery.
CREATE TEMP TABLE area_band AS
WITH border AS (
    SELECT DISTINCT municipality_ags, reference_date, unnest([age, age_to + 1]) AS age
    FROM staged_population
    JOIN delivered_date USING (municipality_ags, reference_date)
    WHERE NOT has_single_ages
    UNION
    SELECT municipality_ags, reference_date, unnest(range(0, 101)) FROM delivered_date WHERE has_single_ages
),
common AS (
    SELECT area_date.area_id, area_date.reference_date, border.age
    FROM area_date
    JOIN (SELECT DISTINCT area_id, municipality_ags FROM area_part) AS part USING (area_id)
    JOIN border USING (municipality_ags, reference_date)
    WHERE NOT area_date.has_single_ages AND border.age <= 100
    GROUP BY ALL
    HAVING count(DISTINCT border.municipality_ags) = any_value(area_date.municipalities)
),
band AS (
    SELECT *, coalesce(lead(age) OVER (PARTITION BY area_id, reference_date ORDER BY age) - 1, 100) AS age_to
    FROM common
)
SELECT area_id, reference_date, unnest(range(age, age_to + 1))::SMALLINT AS single_age, age::SMALLINT AS age, age_to::SMALLINT AS age_to
FROM band
