"""The documents stand where the house says, and their links lead somewhere."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDERS = ("warehouse", "forecasting", "dashboards", "sample_data")
DOCUMENTS = [PROJECT / "README.md"]
DOCUMENTS += [path for folder in FOLDERS for path in sorted((PROJECT / folder).rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_package_explains_itself(folder: str):
    assert (PROJECT / folder / "README.md").read_text(encoding="utf-8").startswith("#")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(path: Path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} points to {target}"


def test_the_readme_shows_the_two_commands_the_ci_runs():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "uv run kohorte demo" in readme
    assert "uv run pytest" in readme
    assert '"${uv[@]}" run pytest\n' in script


def test_decisions_are_short():
    for path in PROJECT.glob("*/decisions/*.md"):
        assert path.read_text(encoding="utf-8").count("\n") <= 40, path.name
