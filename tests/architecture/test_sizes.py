"""The house stays small: sizes, docstrings and types of style.md §7, measured on the syntax tree."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = ("dashboards", "forecasting", "warehouse", "sample_data")
MODULES = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
FORBIDDEN_NAMES = ("util", "helper", "manager", "misc", "common")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(node: Function, source: list[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    lines = source[body[0].lineno - 1 : node.end_lineno]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


def arguments(node: Function) -> list[ast.arg]:
    names = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [name for name in names if name.arg not in {"self", "cls"}]


@pytest.fixture(params=MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def module(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_module_is_small_named_for_its_idea_and_documented(module: Path):
    source = module.read_text(encoding="utf-8")
    assert source.count("\n") <= 300, "split the module by ideas"
    assert not any(word in module.stem for word in FORBIDDEN_NAMES), "name the idea, not the drawer"
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), "say in the first line what the module is about"


def test_functions_are_small_documented_and_typed(module: Path):
    source = module.read_text(encoding="utf-8").split("\n")
    for node in functions(module):
        where = f"{module.name}:{node.lineno} {node.name}"
        assert code_lines(node, source) <= 50, f"{where} is too long"
        assert len(arguments(node)) <= 6, f"{where} has too many arguments"
        assert node.returns is not None, f"{where} lacks the type it returns"
        assert all(name.annotation for name in arguments(node)), f"{where} has an argument without type"


def test_public_functions_have_a_docstring(module: Path):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_")]
    for scope in scopes:
        for node in scope.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{module.name}:{node.lineno} {node.name} says nothing"


def test_the_median_function_has_at_most_ten_lines():
    lengths = [
        code_lines(node, path.read_text(encoding="utf-8").split("\n"))
        for path in MODULES
        for node in functions(path)
    ]
    assert statistics.median(lengths) <= 10


def test_pages_only_compose():
    pages = sorted((PROJECT / "dashboards" / "topics").glob("*/page.py"))
    assert len(pages) >= 4
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count("\n") <= 80, f"{page.parent.name}/page.py does more than compose"
        assert "import pandas" not in text, f"{page.parent.name}/page.py reshapes data"


def test_errors_are_named():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                name = getattr(node.type, "id", None)
                assert name not in {None, "Exception", "BaseException"} or isinstance(
                    node.type, ast.Tuple | ast.Attribute
                ), f"{path.name}:{node.lineno} catches everything"
