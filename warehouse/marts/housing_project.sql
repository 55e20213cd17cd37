-- Housing projects as planned now; grain: project_id × year of first occupation.
-- A project is taken whole from the list of the latest date that names it (postponed phases do not stay); given up are
-- those with no dwelling or probability 0. Completions are facts: each year counts as delivered last.
WITH newest AS (
    SELECT *
    FROM housing_list
    QUALIFY is_completion OR list_number = max(list_number) OVER (PARTITION BY project_id, is_completion)
)
SELECT
    project_id,
    year,
    municipality_ags,
    area_id,
    name,
    dwelling_type,
    dwellings,
    probability
FROM newest
WHERE dwellings > 0 AND probability > 0
QUALIFY row_number() OVER (PARTITION BY project_id, year ORDER BY is_completion DESC, list_number DESC) = 1
ORDER BY project_id, year
