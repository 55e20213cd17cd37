-- Places of the usual group of each band; grain: band. Small and integrative groups are left out.
SELECT band, CAST(max(CAST(max_places AS INTEGER)) AS INTEGER) AS places
FROM group_type
GROUP BY band
ORDER BY band
