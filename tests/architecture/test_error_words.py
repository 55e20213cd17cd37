"""Every refusal of the warehouse tells the reader what to do."""

import ast

from tests.conftest import PROJECT

ERRORS = {"SourceError", "WarehouseError", "NoBuildError"}
# What to do stands in a function of its own, or the error is one of developers' declarations.
ELSEWHERE = {"_missing_columns", "checks.py", "indicators.py"}
ASKS = ("itte ", "itte:", "rwartet", "braucht")


def test_every_refusal_says_what_to_do() -> None:
    mute = []
    for file in sorted((PROJECT / "warehouse").glob("*.py")):
        source = file.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ERRORS:
                words = ast.get_source_segment(source, call) or ""
                passed_on = words.startswith('SourceError(f"{error} ')
                known = passed_on or file.name in ELSEWHERE or any(one in words for one in ELSEWHERE)
                if not known and not any(ask in words for ask in ASKS):
                    mute.append(f"{file.name}:{call.lineno}")
    assert mute == []
