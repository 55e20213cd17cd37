-- What a file of releases laid together is named after: their ids and the code that did it; one row.
SELECT $key AS key
