"""Topic Wanderungen: moves in, out and within, by year, age group, partner and pair of areas."""
