-- What was converted on the territorial status in force on a day (2018-12-31, or heute), with a sentence for the reader; grain: area_id × reference_date. Not listed: as delivered.
CREATE MACRO conversion_on_status(wanted) AS TABLE
SELECT area_id, reference_date, source_areas, is_estimated, estimated_share, note
FROM area_conversion
WHERE area_id NOT IN (SELECT area_id FROM left_on_status(wanted))
UNION ALL
SELECT area_id, reference_date, source_areas, is_estimated, estimated_share, note
FROM territory_conversion
JOIN status_of_root(wanted) USING (root_id, status)
