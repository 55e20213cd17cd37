"""Disclosure control by the cell-key method: keys, perturbation tables, look-up (protection.md)."""
