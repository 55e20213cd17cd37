"""Datenlage: what was delivered, what the checks found, what is missing, and the way in for the next file."""
