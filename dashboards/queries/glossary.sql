-- Definition of one term of the glossary or of one indicator; grain: at most one row.
SELECT german AS title, definition
FROM glossary
WHERE term = $term OR german = $term
UNION ALL
SELECT title, definition || ' (' || unit || ')'
FROM indicator
WHERE indicator_id = $term
LIMIT 1
