"""The demographic model; may read the warehouse, never draws pictures."""
