"""Demographie: how many people of which age live where, how it came about, and what is to be expected."""
