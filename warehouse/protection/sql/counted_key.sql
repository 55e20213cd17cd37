-- Cell keys of cells that are only counted: the k-th unit of a cell has the key of its name and k, so one unit more keeps the others; grain: cell_name × n.
WITH unit AS (
    SELECT cell_name, n, unnest(range(1, n + 1)) AS k
    FROM (SELECT DISTINCT cell_name, n FROM keyed_cell WHERE is_counted)
)
SELECT
    cell_name, n,
    key_sum(('0x' || left(keyed_hash($inner, $outer, cell_name || '|' || k::VARCHAR), 16))::UBIGINT, 1) AS cell_key
FROM unit
GROUP BY cell_name, n
