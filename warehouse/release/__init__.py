"""Releases: protected numbers that others may see, frozen in one file each (protection.md §3)."""
