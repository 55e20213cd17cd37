-- Sum of a measure that is missing as soon as one part is missing, and missing over no rows. Grain: one group. FILTER and OVER do not work on it.
CREATE MACRO sum_known(x) AS CASE WHEN count(x) = count(*) THEN sum(x) END
