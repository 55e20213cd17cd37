"""Tests of Kohorte. A package, because a library ships one of the same name that would hide a mere folder."""
