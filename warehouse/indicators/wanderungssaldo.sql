-- title: Wanderungssaldo
-- unit: je 1.000
-- topic: wanderungen
-- range: -1000..2000
-- definition: Zuzüge − Fortzüge über die Grenze des Gebiets in einem Kalenderjahr je 1.000 der mittleren Bevölkerung; bei Ortsteilen zählen auch Umzüge aus anderen und in andere Ortsteile der Gemeinde.
SELECT area_id, year, 1000 * net_migration / nullif(mean_persons, 0) AS value
FROM area_component
