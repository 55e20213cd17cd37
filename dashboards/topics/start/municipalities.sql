-- What every municipality below a root has delivered; grain: municipality_ags.
-- residual_per_1000: unexplained rest of the balance of its last delivered year per 1,000 residents, as in the check bilanz_residuum; signed.
WITH member AS (
    SELECT DISTINCT area.area_id, area.name
    FROM area
    JOIN area_member ON area_member.area_id = area.area_id AND area_member.ancestor_id = $root_id
    WHERE area.level = 'gemeinde'
),
delivered AS (
    SELECT municipality_ags, count(*) AS deliveries, sum("rows") AS "rows", sum(rejected) AS rejected
    FROM delivery
    GROUP BY municipality_ags
),
stock AS (
    SELECT area_id, reference_date, sum_known(persons) AS persons
    FROM area_population
    WHERE area_id IN (FROM (SELECT area_id FROM member))
    GROUP BY area_id, reference_date
),
leaf AS (
    SELECT ancestor_id AS municipality_ags, area_id
    FROM area_member
    WHERE is_leaf AND ancestor_id IN (FROM (SELECT area_id FROM member))
),
today AS (
    SELECT municipality_ags, area_id
    FROM leaf
    SEMI JOIN area ON area.area_id = leaf.area_id AND area.valid_to IS NULL
    -- people without an assignable address are counted, but they are no area
    WHERE area_id NOT LIKE '%-ohne'
),
rest AS (
    SELECT
        municipality_ags,
        year,
        1000.0 * sum_known(residual) / nullif(greatest(sum_known("start"), sum_known("end")), 0) AS residual_per_1000
    FROM balance
    JOIN leaf USING (area_id)
    GROUP BY municipality_ags, year
)
SELECT
    member.area_id,
    member.name,
    (SELECT count(*) FROM today WHERE today.municipality_ags = member.area_id) AS areas,
    (SELECT max_by(persons, reference_date) FROM stock WHERE stock.area_id = member.area_id AND persons IS NOT NULL) AS persons,
    (SELECT max(reference_date) FROM stock WHERE stock.area_id = member.area_id AND persons IS NOT NULL) AS reference_date,
    delivered.deliveries,
    delivered."rows",
    delivered.rejected,
    (SELECT max_by(residual_per_1000, year) FROM rest
     WHERE rest.municipality_ags = member.area_id AND residual_per_1000 IS NOT NULL) AS residual_per_1000
FROM member
LEFT JOIN delivered ON delivered.municipality_ags = member.area_id
ORDER BY persons DESC NULLS LAST, member.name
