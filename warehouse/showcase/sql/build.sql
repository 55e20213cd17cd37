-- The shown releases as one build; one row.
SELECT * REPLACE ($build_id AS build_id)
FROM released_build
QUALIFY row_number() OVER (ORDER BY created_at DESC) = 1
