-- A number as German text with one decimal.
CREATE MACRO german_number(x) AS replace(printf('%.1f', x::DOUBLE), '.', ',')
