-- Sum of record keys modulo 2^64, the cell key; a unit that was cancelled (sign −1) is taken out again.
CREATE OR REPLACE TEMP MACRO key_sum(record_key, sign) AS
    ((sum(record_key::HUGEINT * sign) % 18446744073709551616 + 18446744073709551616) % 18446744073709551616)::UBIGINT
