-- Which components of change are known for the territory of each smallest area of today; grain: area_id × year.
-- All municipalities that held a part of it at the end of the year must have delivered.
CREATE TEMP TABLE leaf_year AS
WITH holder AS (
    SELECT DISTINCT leaf.area_id, part.municipality_ags, part.valid_from, part.valid_to
    FROM balance_leaf AS leaf JOIN area_part AS part ON part.area_id = leaf.area_id
),
year_of AS (
    SELECT DISTINCT holder.area_id, component_year.year FROM holder JOIN component_year USING (municipality_ags)
),
held AS (
    SELECT
        holder.area_id,
        year_of.year,
        given.*  EXCLUDE (municipality_ags, year),
        coalesce(holder.valid_from <= make_date(year_of.year, 12, 31), true)
            AND coalesce(holder.valid_to >= make_date(year_of.year, 12, 31), true) AS is_held
    FROM holder
    JOIN year_of USING (area_id)
    LEFT JOIN component_year AS given ON given.municipality_ags = holder.municipality_ags AND given.year = year_of.year
    -- before the area existed nobody held it; then its own municipality decides
    QUALIFY is_held OR NOT bool_or(is_held) OVER (PARTITION BY holder.area_id, year_of.year)
)
SELECT
    area_id,
    year,
    bool_and(coalesce(has_births, false)) AS has_births,
    bool_and(coalesce(has_deaths, false)) AS has_deaths,
    bool_and(coalesce(has_external, false)) AS has_external,
    bool_and(coalesce(has_inner, false)) AS has_inner,
    bool_and(coalesce(has_status, false)) AS has_status
FROM held
GROUP BY area_id, year
