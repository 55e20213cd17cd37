-- title: Zusammengefasste Geburtenziffer
-- unit: Kinder je Frau
-- topic: demographie
-- range: 0.5..4
-- definition: Summe der altersspezifischen Geburtenziffern von 15 bis 49 Jahren; Alter der Mutter = Kalenderjahr − Geburtsjahr, Bezug sind die Frauen desselben Jahrgangs im Mittel der Bestände davor und danach. Nur für Gemeinden und größere Gebiete; Geburten ohne Alter der Mutter werden anteilig verteilt. Fehlt, wenn das Alter der Mutter nur in Gruppen über 5 Jahren vorliegt.
WITH wide_area AS (
    SELECT area_id FROM area JOIN area_level ON area_level.code = area.level WHERE area_level.sort <= (SELECT sort FROM area_level WHERE code = 'gemeinde')
),
women AS (
    SELECT area_id, year, age, sum_known(persons) AS women
    FROM year_end_population
    WHERE sex = 'w' AND age = age_to AND area_id IN (SELECT area_id FROM wide_area)
    GROUP BY ALL
),
exposure AS (
    SELECT after.area_id, after.year, after.age, (before.women + after.women) / 2 AS women
    FROM women AS after
    JOIN women AS before
        ON before.area_id = after.area_id AND before.year = after.year - 1 AND before.age = after.age - 1
),
born AS (
    SELECT member.ancestor_id AS area_id, year, mother_age, mother_age_to, sum_known(births) AS births
    FROM births
    JOIN area_member AS member USING (area_id)
    WHERE member.ancestor_id IN (SELECT area_id FROM wide_area)
    GROUP BY ALL
),
share_known AS (
    SELECT
        area_id,
        year,
        sum(births) FILTER (mother_age_to < 100 OR mother_age > 0) / sum(births) AS share,
        coalesce(max(mother_age_to - mother_age + 1) FILTER (mother_age_to < 100 OR mother_age > 0), 0) AS widest_band
    FROM born
    GROUP BY ALL
),
band_rate AS (
    SELECT born.area_id, born.year, (mother_age_to - mother_age + 1) * any_value(births) / sum(exposure.women) AS rate
    FROM born
    JOIN exposure ON exposure.area_id = born.area_id AND exposure.year = born.year
        AND exposure.age BETWEEN born.mother_age AND born.mother_age_to
    WHERE mother_age >= 15 AND mother_age_to <= 49
    GROUP BY born.area_id, born.year, mother_age, mother_age_to
    HAVING sum(exposure.women) > 0
)
SELECT area_id, year, sum_known(band_rate.rate) / nullif(any_value(share_known.share), 0) AS value
FROM band_rate
JOIN share_known USING (area_id, year)
JOIN area_component USING (area_id, year)
WHERE area_component.births IS NOT NULL AND share_known.widest_band <= 5
GROUP BY area_id, year
