-- Persons of completed age low to high from age bands of one group of rows: missing if a band crosses the border or one is missing, else the sum.
CREATE MACRO persons_between(persons, age, age_to, low, high) AS CASE
    WHEN NOT coalesce(bool_or(
        (age < low AND age_to >= low) OR (age <= high AND age_to > high)
        OR (persons IS NULL AND age <= high AND age_to >= low)
    ), true) THEN coalesce(sum(CASE WHEN age >= low AND age_to <= high THEN persons END), 0)
END
