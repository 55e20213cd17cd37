-- Main residents of individual stocks, each person once per stock; grain: municipality_ags × reference_date × person_key.
CREATE TEMP VIEW resident AS
WITH first_entry AS (
    SELECT stock.*
    FROM delivered_stock AS stock
    JOIN duplicate_person USING (municipality_ags, reference_date, person_key)
    WHERE stock.dwelling = 'H'
    QUALIFY row_number() OVER (
        PARTITION BY municipality_ags, reference_date, person_key
        ORDER BY stock.area_id, stock.birth_year, stock.birth_month, stock.sex, stock.nationality
    ) = 1
)
SELECT * FROM delivered_stock
ANTI JOIN duplicate_person USING (municipality_ags, reference_date, person_key)
WHERE dwelling = 'H'
UNION ALL BY NAME
SELECT * FROM first_entry
