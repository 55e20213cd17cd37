"""Kita-Planung: children, places and the balance between them, by area and Kita year."""
