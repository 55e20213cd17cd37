"""Attacks on a draft of a release, run on the exact data before anybody outside can (protection.md §2)."""
