-- Fewest and most joint draws of children in the shown releases; one row.
SELECT min(len(draws)), max(len(draws))
FROM released_forecast_children
