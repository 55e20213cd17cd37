-- Indicators of all shown releases; grain: indicator_id × area_id × year. is_protected: the value is withheld, not that it is overlaid (all are).
SELECT * REPLACE (value IS NULL AS is_protected)
FROM released_indicator_value
