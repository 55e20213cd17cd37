"""Options several commands of `kohorte` share, with one wording each; commands with many options."""

import dataclasses
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar, get_type_hints

import typer

Bundle = TypeVar("Bundle")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Ordner mit allen Daten (sonst KOHORTE_HOME oder ./kohorte-daten)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Ergebnis als JSON ausgeben.")]
PlansOption = Annotated[
    list[str] | None,
    typer.Option("--plan", help="Eigener, auf der Seite behaltener Plan, der mitzählt; mehrfach möglich."),
]


def bundled(kind: type[Bundle]) -> Callable[[Callable[[Bundle], None]], Callable[..., None]]:
    """Let a command take one dataclass: each of its fields is an option, annotated like an argument."""
    hints = get_type_hints(kind, include_extras=True)

    def default(field: "dataclasses.Field[object]") -> object:
        return inspect.Parameter.empty if field.default is dataclasses.MISSING else field.default

    options = [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=default(field), annotation=hints[field.name]
        )
        for field in dataclasses.fields(kind)  # type: ignore[arg-type]  # a dataclass, as the docstring says
    ]

    def wrapped(command: Callable[[Bundle], None]) -> Callable[..., None]:
        def spoken(**told: object) -> None:
            command(kind(**told))

        spoken.__name__, spoken.__doc__ = command.__name__, command.__doc__
        spoken.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]  # read by typer
        return spoken

    return wrapped
