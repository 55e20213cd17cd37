-- Main residents who stand more than once in one stock; grain: municipality_ags × reference_date × person_key.
-- Grouping 8-byte hashes first is several times faster than grouping millions of keys; the keys then decide.
CREATE TEMP TABLE duplicate_person AS
WITH suspect AS (
    SELECT municipality_ags, reference_date, hash(person_key) AS key_hash
    FROM delivered_stock
    WHERE dwelling = 'H'
    GROUP BY ALL
    HAVING count(*) > 1
)
SELECT municipality_ags, reference_date, person_key, count(*) AS entries
FROM delivered_stock AS stock
SEMI JOIN suspect
    ON suspect.municipality_ags = stock.municipality_ags
    AND suspect.reference_date = stock.reference_date
    AND suspect.key_hash = hash(stock.person_key)
WHERE dwelling = 'H'
GROUP BY ALL
HAVING count(*) > 1
