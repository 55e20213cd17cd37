-- How many of the first n persons of an old area fall to one of its new areas. left_over: what remains after each new area so far, as shares of what remained before it; the last one is this area's.
-- Differences of it over running counts divide every cell in whole persons, so that cells and totals keep their sums.
CREATE MACRO share_upto(n, left_over) AS
    list_reduce(list_prepend(n::DOUBLE, left_over[1:len(left_over) - 1]), lambda rest, share: floor(rest * share + 0.5))
    - list_reduce(list_prepend(n::DOUBLE, left_over), lambda rest, share: floor(rest * share + 0.5))
