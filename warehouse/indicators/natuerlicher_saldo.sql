-- title: Natürlicher Saldo
-- unit: je 1.000
-- topic: demographie
-- range: -200..60
-- definition: Lebendgeborene − Sterbefälle eines Kalenderjahres je 1.000 der mittleren Bevölkerung.
SELECT area_id, year, 1000 * (births - deaths) / nullif(mean_persons, 0) AS value
FROM area_component
