"""Plans as they were: kept with need, places, Saldo and probability, set against the present one later."""
