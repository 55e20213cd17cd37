-- title: Geburtenrate
-- unit: je 1.000
-- topic: demographie
-- range: 0..60
-- definition: Lebendgeborene eines Kalenderjahres je 1.000 der mittleren Bevölkerung (Mittel aus den Beständen am 31. Dezember davor und danach).
SELECT area_id, year, 1000 * births / nullif(mean_persons, 0) AS value
FROM area_component
