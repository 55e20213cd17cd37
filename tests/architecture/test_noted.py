"""Every file a page gives out is noted in the audit log: no download button without it."""

import ast
from pathlib import Path

import dashboards

PACKAGE = Path(dashboards.__file__).parent


def buttons() -> list[tuple[str, ast.Call]]:
    """Every call of st.download_button with its place."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "download_button":
                found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", node))
    return found


def test_every_download_is_noted_when_it_is_made():
    assert len(buttons()) >= 3
    for place, call in buttons():
        given = {word.arg: word.value for word in call.keywords}
        data = given.get("data")
        named = isinstance(data, ast.Call) and isinstance(data.func, ast.Name) and data.func.id == "told"
        assert named, f"{place}: data is not told(Entry(...), make), so the audit log misses it"
