"""Schutz und Freigabe: what a municipality knows beside what others see; only in the Werkbank."""
