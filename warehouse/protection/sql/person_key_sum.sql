-- Main residents of individual stocks with the sum of their record keys, by the rules of staging/resident_count; grain: area_id × reference_date × sex × age × nationality.
WITH resident AS (
    SELECT stock.*
    FROM delivered_stock AS stock
    ANTI JOIN duplicate_person USING (municipality_ags, reference_date, person_key)
    WHERE dwelling = 'H'
    UNION ALL
    (
        SELECT stock.*
        FROM delivered_stock AS stock
        SEMI JOIN duplicate_person USING (municipality_ags, reference_date, person_key)
        WHERE dwelling = 'H'
        QUALIFY row_number() OVER (
            PARTITION BY municipality_ags, reference_date, person_key
            ORDER BY area_id, birth_year, birth_month, sex, nationality
        ) = 1
    )
),
keyed AS (
    SELECT
        coalesce(area_id, municipality_ags || '-ohne') AS area_id,
        reference_date,
        sex,
        greatest(0, least(100,
            year(reference_date) - birth_year - CASE WHEN birth_month > month(reference_date) THEN 1 ELSE 0 END
        ))::SMALLINT AS age,
        nationality,
        ('0x' || left(keyed_hash($inner, $outer, 'person|' || person_key), 16))::UBIGINT AS record_key
    FROM resident
)
SELECT
    'person' AS unit, area_id, NULL::VARCHAR AS kind, NULL::VARCHAR AS partner, reference_date, sex, age, age AS age_to, nationality,
    count(*)::BIGINT AS n,
    key_sum(record_key, 1) AS cell_key
FROM keyed
GROUP BY ALL
