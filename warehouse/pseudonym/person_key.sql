-- HMAC-SHA256 (RFC 2104) of every identity, its first 128 bits in hexadecimal; grain: one row of `identity`, in its order.
-- $inner and $outer are the secret combined with the two paddings of the standard, 64 bytes each.
SELECT left(sha256($outer || unhex(sha256($inner || encode(identity)))), 32) AS person_key
FROM identity
