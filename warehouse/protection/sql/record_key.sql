-- Record key of each unit: the first 8 bytes of its keyed hash; grain: one row of `unit`, in its order.
SELECT ('0x' || left(keyed_hash($inner, $outer, identity), 16))::UBIGINT AS record_key
FROM unit
