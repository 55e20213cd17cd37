-- A whole number as German text with points between thousands.
CREATE MACRO german_count(n) AS replace(format('{:,}', n::BIGINT), ',', '.')
