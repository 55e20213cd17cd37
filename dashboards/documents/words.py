"""Where the sentences of the documents stand."""

from pathlib import Path

TEXTS = Path(__file__).parent / "text.md"
