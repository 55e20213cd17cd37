-- Cells with the key that is looked up: the first 4 bytes of the keyed hash of the cell key, so that one person more gives new noise whatever the own key; grain: cell of `keyed`.
SELECT
    *,
    ('0x' || left(keyed_hash($inner, $outer, 'cell|' || unit || '|' || cell_key::VARCHAR), 8))::BIGINT AS lookup_key
FROM keyed
