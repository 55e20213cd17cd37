-- A date as German text.
CREATE MACRO german_date(d) AS strftime(d, '%d.%m.%Y')
