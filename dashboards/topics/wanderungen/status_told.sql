-- Which parts of the balance of an area are known on a territorial status; grain: area_id × year.
SELECT
    area_id, year,
    "in" IS NOT NULL AS arrived, "out" IS NOT NULL AS departed, moves_in IS NOT NULL AS moved_in, moves_out IS NOT NULL AS moved_out
FROM balance_on_status($status)
ORDER BY area_id, year
