"""Options several commands of `kohorte` share, with one wording each."""

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Ordner mit allen Daten (sonst KOHORTE_HOME oder ./kohorte-daten)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Ergebnis als JSON ausgeben.")]
PlansOption = Annotated[
    list[str] | None,
    typer.Option("--plan", help="Eigener, auf der Seite behaltener Plan, der mitzählt; mehrfach möglich."),
]
