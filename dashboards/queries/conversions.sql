-- What was converted to a territorial status, with a sentence for the reader; grain: area_id × year.
-- Hardly any area of a status is: all rows are read at once.
SELECT area_id, year(reference_date) AS year, is_estimated, estimated_share, note
FROM conversion_on_status($status)
ORDER BY area_id, year
