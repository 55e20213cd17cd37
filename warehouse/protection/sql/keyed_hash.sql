-- HMAC-SHA256 (RFC 2104) of a text in hexadecimal; inner and outer are the secret combined with the two paddings of the standard.
CREATE OR REPLACE TEMP MACRO keyed_hash(inner_padding, outer_padding, message) AS
    sha256(outer_padding || unhex(sha256(inner_padding || encode(message))))
