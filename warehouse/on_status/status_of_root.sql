-- The territorial status of each root in force on a day (2018-12-31; anything else is today); grain: root_id.
CREATE MACRO status_of_root(wanted) AS TABLE
SELECT root_id, arg_min(status, coalesce(last_day, 'infinity'::DATE)) AS status
FROM territory
WHERE coalesce(last_day, 'infinity'::DATE) >= coalesce(try_cast(wanted AS DATE), 'infinity'::DATE)
GROUP BY root_id
