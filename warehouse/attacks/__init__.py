"""Attacks on a draft of a release, run on the exact data before anybody outside can run them (protection.md §2)."""
