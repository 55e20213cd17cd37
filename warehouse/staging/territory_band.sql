-- Age bands that all municipalities of a changed area have in common, where not all delivered single ages; grain: root_id × period × area_id × reference_date × single age. See area_band.
CREATE TEMP TABLE territory_band AS
WITH border AS (
    SELECT DISTINCT municipality_ags, reference_date, unnest([age, age_to + 1]) AS age
    FROM staged_population
    JOIN delivered_date USING (municipality_ags, reference_date)
    WHERE NOT has_single_ages
    UNION
    SELECT municipality_ags, reference_date, unnest(range(0, 101)) FROM delivered_date WHERE has_single_ages
),
part AS (
    SELECT root_id, period, area_id, reference_date, unnest(municipalities) AS municipality_ags, len(municipalities) AS parts
    FROM territory_date
    WHERE NOT has_single_ages
),
common AS (
    SELECT part.root_id, part.period, part.area_id, part.reference_date, border.age
    FROM part
    JOIN border USING (municipality_ags, reference_date)
    WHERE border.age <= 100
    GROUP BY ALL
    HAVING count(DISTINCT border.municipality_ags) = any_value(part.parts)
),
band AS (
    SELECT *, coalesce(lead(age) OVER (PARTITION BY root_id, period, area_id, reference_date ORDER BY age) - 1, 100) AS age_to
    FROM common
)
SELECT
    root_id, period, area_id, reference_date,
    unnest(range(age, age_to + 1))::SMALLINT AS single_age, age::SMALLINT AS age, age_to::SMALLINT AS age_to
FROM band
